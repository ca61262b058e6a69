import { expect, test } from 'vitest';
import { createRedactor } from '../lib/redact.ts';
import { PROBES } from '../probes/registry.gen.ts';
import { DAEMON_VARIABLES } from './daemon-variables.ts';

const VARIABLES = [...PROBES.flatMap(({ variables }) => Object.values(variables)), ...DAEMON_VARIABLES];

test.each(VARIABLES.map((variable) => [variable.env, variable] as const))(
  'what is said about %s passes the scrubber as it was written',
  (_env, variable) => {
    const redact = createRedactor(['a-configured-credential']);
    for (const text of Object.values(variable).filter((value) => typeof value === 'string')) {
      expect(redact(text)).toBe(text);
      expect(redact(JSON.stringify({ text }))).toBe(JSON.stringify({ text }));
    }
  },
);
