import { Command, CommanderError, Option, type OptionValues } from 'commander';
import type { ExportOptions } from './commands/export.ts';
import { versionText } from './commands/version.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { HELP } from './help-text.ts';
import { tellError } from './on-error.ts';

/** Runs one command line (without node and script) and resolves to the exit code; never rejects. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const result = { code: EXIT.ok as number };
  try {
    await createProgram(context, result).parseAsync([...args], { from: 'user' });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfCommander(error);
    return tellError(context.terminal, error);
  }
}

// Commander has already written the help or what is wrong. With no command at all it writes the help as an error.
function exitCodeOfCommander({ exitCode }: CommanderError): number {
  return exitCode === 0 ? EXIT.ok : EXIT.usage;
}

function createProgram(context: CliContext, result: { code: number }): Command {
  const program = configure(new Command('kora'), context)
    .description('Watches the platforms your software stands on, through your own accounts.')
    .version(versionText(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', HELP.kora);
  // Every command is loaded when it is called: `kora version` must not pay for the probes.
  const finish = async (run: () => Promise<number>) => {
    result.code = await run();
  };

  command(program, 'daemon', 'run the daemon until it is stopped')
    .option(
      '--demo',
      'watch the built-in simulator of the five providers; needs no network and no credential',
    )
    .addHelpText('after', HELP.daemon)
    .action((options: OptionValues) =>
      finish(async () => (await import('./commands/daemon.ts')).startDaemon(context, options)),
    );
  command(program, 'check', 'look once, now, at every monitor or at those named')
    .argument('[name...]', 'monitors to look at')
    .option('--json', 'print JSON for machines')
    .option('--timeout <duration>', 'the longest that one monitor may take, such as 5s')
    .addHelpText('after', HELP.check)
    .action((names: string[], options: OptionValues) =>
      finish(async () => (await import('./commands/check.ts')).check(context, names, options)),
    );
  command(program, 'explain', 'say in plain words how a monitor is, whose fault that is, and what to do')
    .argument('[name...]', 'monitors to explain; default all')
    .option('--json', 'print JSON for machines')
    .addHelpText('after', HELP.explain)
    .action((names: string[], options: OptionValues) =>
      finish(async () => (await import('./commands/explain.ts')).explain(context, names, options)),
    );
  command(program, 'doctor', 'go through every variable: what is set, what is missing, what is malformed')
    .option('--strict', 'also fail when a service has some but not all of its required variables')
    .option('--live', 'prove each credential with one cheap call')
    .option('--json', 'print JSON for machines')
    .addHelpText('after', HELP.doctor)
    .action((options: OptionValues) =>
      finish(async () => (await import('./commands/doctor.ts')).doctor(context, options)),
    );
  addStoreCommands(program, context, finish);
  addConfigCommands(program, context, finish);
  command(program, 'version', 'print the versions of Kora and of Node')
    .addHelpText('after', HELP.version)
    .action(() => finish(async () => (await import('./commands/version.ts')).printVersion(context)));
  return program;
}

type Finish = (run: () => Promise<number>) => Promise<void>;

function addStoreCommands(program: Command, context: CliContext, finish: Finish): void {
  command(program, 'backup', 'copy the history to a file, while the daemon runs or not')
    .argument('<file>', 'the file to make; it must not be there yet')
    .addHelpText('after', HELP.backup)
    .action((file: string) =>
      finish(async () => (await import('./commands/backup.ts')).backup(context, file)),
    );
  command(program, 'restore', 'put a backup in the place of the history, which is set aside')
    .argument('<file>', 'what kora backup made')
    .option('--force', 'set a history aside that holds something')
    .addHelpText('after', HELP.restore)
    .action((file: string, options: OptionValues) =>
      finish(async () => (await import('./commands/restore.ts')).restore(context, file, options)),
    );
  command(program, 'export', 'write the history as lines of JSON or CSV, while the daemon runs or not')
    .option(
      '--from <time>',
      'from this moment on: RFC 3339, a date, or how long ago; default all that is kept',
    )
    .option('--to <time>', 'up to, and without, this moment; default now')
    .addOption(
      new Option('--what <what>', 'what to write').choices(['beats', 'incidents', 'days']).default('beats'),
    )
    .addOption(new Option('--format <format>', 'how').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--monitors <names>', 'of these monitors alone, separated by commas')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .addHelpText('after', HELP.export)
    .action((options: ExportOptions) =>
      finish(async () => (await import('./commands/export.ts')).exportCommand(context, options)),
    );
}

function addConfigCommands(program: Command, context: CliContext, finish: Finish): void {
  const config = command(program, 'config', 'check the configuration file, or print its schema').addHelpText(
    'after',
    HELP.config,
  );
  command(config, 'check', 'list every problem of the configuration')
    .argument('[file]', 'the file; default KORA_CONFIG, or kora.yaml in this folder')
    .addHelpText('after', HELP.configCheck)
    .action((file: string | undefined) =>
      finish(async () => (await import('./commands/config-check.ts')).checkConfig(context, file)),
    );
  command(config, 'schema', 'print the JSON Schema of kora.yaml, for editors')
    .addHelpText('after', HELP.configSchema)
    .action(() => finish(async () => (await import('./commands/config-schema.ts')).printSchema(context)));
}

function command(parent: Command, name: string, summary: string): Command {
  const child = parent.command(name).description(summary);
  return child.copyInheritedSettings(parent).allowExcessArguments(false);
}

function configure(program: Command, { terminal }: CliContext): Command {
  return program
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(run with --help to see what is possible)')
    .configureHelp({ styleTitle: (title) => terminal.paintOut('bold', title) })
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHasColors: () => terminal.colours.out,
      getErrHasColors: () => terminal.colours.err,
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
      outputError: (text, write) => write(text.replace(/^error:/, `${terminal.paintErr('red', 'kora:')}`)),
    });
}
