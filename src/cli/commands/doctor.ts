import type { KoraConfig } from '../../config/config.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { plainJson } from '../../lib/plain-text.ts';
import { createRedactor } from '../../lib/redact.ts';
import { type CredentialProof, proveCredentials } from '../../operations/prove-credential.ts';
import type { CliContext } from '../context.ts';
import { countFindings, examine, tryConfig } from '../doctor/examine.ts';
import { doctorJson, doctorText } from '../doctor/report.ts';
import { EXIT } from '../exit-code.ts';
import { interruptible } from '../interrupt.ts';
import { openConfig } from '../open-config.ts';
import { startProgress } from '../progress.ts';

export interface DoctorOptions {
  readonly strict?: boolean;
  readonly live?: boolean;
  readonly json?: boolean;
}

/** `kora doctor`: the operator's checklist. It tells of every variable, and never a value. */
export function doctor(context: CliContext, options: DoctorOptions): Promise<number> {
  const { strict = false, live = false, json = false } = options;
  return interruptible(async (signal) => {
    const loaded = await tryConfig(() => openConfig(context));
    const proofs = live && loaded.config !== null ? await prove(context, loaded.config, signal) : null;
    const examination = examine(context.env, loaded, proofs);
    const { terminal, clock } = context;
    if (json) terminal.out(plainJson(doctorJson(examination, clock.nowMs())));
    else terminal.outColumns(doctorText(examination, terminal, clock.nowMs()));
    const { malformed, halfSetUp, unproven } = countFindings(examination);
    const failed = malformed > 0 || unproven > 0 || (strict && halfSetUp > 0);
    return failed ? EXIT.failed : EXIT.ok;
  });
}

async function prove(
  { clock, terminal }: CliContext,
  { monitors, secrets }: KoraConfig,
  signal: AbortSignal,
): Promise<readonly CredentialProof[]> {
  const client = createHttpClient(clock);
  const redact = createRedactor(secrets.map((secret) => secret.reveal()));
  const progress = startProgress(terminal, clock);
  signal.addEventListener('abort', progress.end, { once: true });
  progress.say('proving each credential with one call');
  try {
    return await proveCredentials(monitors, { client, clock, redact }, signal);
  } finally {
    progress.end();
    await client.close();
  }
}
