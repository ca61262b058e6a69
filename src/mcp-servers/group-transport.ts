import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { McpStdioServerConfig } from '../config/config.ts';
import { errorCode } from '../lib/errors.ts';
import type { Clock } from '../lib/time.ts';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const MAX_NOISE_LINES = 1_000;
const TERM_GRACE_MS = 500;

/**
 * Speaks to a child over stdio as the SDK's own transport does, but in a process group of its own, so that what the
 * child started ends with it. The child gets the configured environment and a few safe names, never Kora's credentials.
 */
export function createGroupTransport(config: McpStdioServerConfig, clock: Clock): Transport {
  const buffer = new ReadBuffer({ maxBufferSize: MAX_MESSAGE_BYTES });
  let child: ChildProcess | null = null;
  let closed: Promise<void> | null = null;
  let noiseLines = 0;

  function readMessages(chunk: Buffer): void {
    try {
      buffer.append(chunk);
    } catch {
      void transport.close();
    }
    while (closed === null && readMessage());
  }

  // Many servers greet people on stdout before they speak the protocol; a few such lines are passed over.
  function readMessage(): boolean {
    try {
      const message = buffer.readMessage();
      if (message !== null) transport.onmessage?.(message);
      return message !== null;
    } catch (error) {
      noiseLines += 1;
      transport.onerror?.(error instanceof Error ? error : new Error('not a message'));
      if (noiseLines > MAX_NOISE_LINES) void transport.close();
      return true;
    }
  }

  const transport: Transport = {
    async start() {
      child = spawnGroup(config);
      child.stdout?.on('data', readMessages);
      child.stdin?.on('error', () => {});
      child.on('exit', () => transport.onclose?.());
      child.on('error', (error) => transport.onerror?.(error));
      await once(child, 'spawn');
    },
    async send(message: JSONRPCMessage) {
      child?.stdin?.write(serializeMessage(message));
    },
    close() {
      // The SDK closes too when it gives a session up; whoever comes second waits for the same end.
      closed ??= child === null ? Promise.resolve() : endGroup(child, clock);
      return closed;
    },
  };
  return transport;
}

function spawnGroup(config: McpStdioServerConfig): ChildProcess {
  const env = Object.fromEntries(Object.entries(config.env).map(([name, value]) => [name, value.reveal()]));
  const child = spawn(config.command, [...config.args], {
    detached: true,
    env: { ...getDefaultEnvironment(), ...env },
    // Nobody reads what it prints for people, and it may hold anything.
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(config.cwd === null ? {} : { cwd: config.cwd }),
  });
  const group = child.pid;
  if (group === undefined) return child;
  // A group of its own outlives Kora when Kora is ended in a hurry, by a second signal.
  const takeAlong = () => killGroup(group, 'SIGKILL');
  process.once('exit', takeAlong);
  child.once('exit', () => process.off('exit', takeAlong));
  return child;
}

async function endGroup(child: ChildProcess, clock: Clock): Promise<void> {
  const group = child.pid;
  if (group === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
  child.stdin?.end();
  killGroup(group, 'SIGTERM');
  const cancel = clock.setTimer(TERM_GRACE_MS, () => killGroup(group, 'SIGKILL'));
  await ended;
  cancel();
  // The child is gone; what it left behind in its group goes now.
  killGroup(group, 'SIGKILL');
  child.stdout?.destroy();
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
