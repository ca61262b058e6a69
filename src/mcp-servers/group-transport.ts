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
const TERM_GRACE_MS = 500;

/**
 * Speaks to a child over stdio as the SDK's own transport does, but in a process group of its own, so that what the
 * child started ends with it. The child gets the configured environment and a few safe names, never Kora's credentials.
 */
export function createGroupTransport(config: McpStdioServerConfig, clock: Clock): Transport {
  const buffer = new ReadBuffer({ maxBufferSize: MAX_MESSAGE_BYTES });
  let child: ChildProcess | null = null;

  function readMessages(chunk: Buffer): void {
    try {
      buffer.append(chunk);
      for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage())
        transport.onmessage?.(message);
    } catch (error) {
      transport.onerror?.(error instanceof Error ? error : new Error('not a message'));
    }
  }

  const transport: Transport = {
    async start() {
      const env = Object.fromEntries(
        Object.entries(config.env).map(([name, value]) => [name, value.reveal()]),
      );
      child = spawn(config.command, [...config.args], {
        detached: true,
        env: { ...getDefaultEnvironment(), ...env },
        // Nobody reads what it prints for people, and it may hold anything.
        stdio: ['pipe', 'pipe', 'ignore'],
        ...(config.cwd === null ? {} : { cwd: config.cwd }),
      });
      child.stdout?.on('data', readMessages);
      child.stdin?.on('error', () => {});
      child.on('exit', () => transport.onclose?.());
      child.on('error', (error) => transport.onerror?.(error));
      await once(child, 'spawn');
    },
    async send(message: JSONRPCMessage) {
      child?.stdin?.write(serializeMessage(message));
    },
    async close() {
      const closing = child;
      const group = closing?.pid;
      // The SDK closes too when it gives a session up; once is enough.
      child = null;
      if (closing === null || group === undefined) return;
      const ended = closing.exitCode !== null || closing.signalCode !== null ? null : once(closing, 'exit');
      closing.stdin?.end();
      killGroup(group, 'SIGTERM');
      const cancel = clock.setTimer(TERM_GRACE_MS, () => killGroup(group, 'SIGKILL'));
      await ended;
      cancel();
      // The child is gone; what it left behind in its group goes now.
      killGroup(group, 'SIGKILL');
      closing.stdout?.destroy();
    },
  };
  return transport;
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
