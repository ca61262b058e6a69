import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { credentialsResponseSchema } from '../../src/contracts/credentials.ts';
import { explanationSchema } from '../../src/contracts/explanation.ts';
import {
  detailChangesResponseSchema,
  seriesResponseSchema,
  uptimeDaysResponseSchema,
  uptimeOfAllSchema,
  uptimeResponseSchema,
} from '../../src/contracts/history.ts';
import {
  incidentDetailSchema,
  incidentEventSchema,
  incidentsResponseSchema,
} from '../../src/contracts/incidents.ts';
import { monitorSchema } from '../../src/contracts/monitors.ts';
import {
  ledgerResponseSchema,
  providerDetailSchema,
  providersResponseSchema,
} from '../../src/contracts/providers.ts';
import { slosResponseSchema } from '../../src/contracts/slos.ts';
import { storageSchema } from '../../src/contracts/storage.ts';
import { attributionAnswer } from '../support/dashboard-attribution.ts';
import * as faults from '../support/dashboard-fault-states.ts';
import * as more from '../support/dashboard-more-states.ts';
import { dashboardHistory } from '../support/dashboard-routes.ts';
import * as states from '../support/dashboard-states.ts';

const FROM = new Date(Date.now() - 86_400_000).toISOString();
const TO = new Date().toISOString();

const ROUTES: readonly (readonly [string, z.ZodType])[] = [
  [`/api/v1/monitors/supabase/series?from=${FROM}&to=${TO}&points=240`, seriesResponseSchema],
  ['/api/v1/monitors/supabase/uptime?windows=1h,24h,7d,30d,90d,365d', uptimeResponseSchema],
  ['/api/v1/monitors/supabase/days?days=90', uptimeDaysResponseSchema],
  ['/api/v1/monitors/supabase/details?limit=30', detailChangesResponseSchema],
  ['/api/v1/uptime?windows=24h,30d', uptimeOfAllSchema],
  ['/api/v1/incidents?limit=20', incidentsResponseSchema],
  ['/api/v1/slos', slosResponseSchema],
  ['/api/v1/storage', storageSchema],
];

// A page that is only ever tried against answers that no daemon gives proves nothing.
describe.each([
  ['one of each', states.oneOfEach],
  ['doubtful', more.doubtful],
  ['a failing store', more.storeFailing],
  ['young', more.young],
])('the answers of %s follow the contracts', (_, make) => {
  const state = make();
  const history = dashboardHistory(state);

  test.each(ROUTES)('%s', (route, schema) => {
    const { pathname, searchParams } = new URL(route, 'http://kora.test');
    const answer = history.answer(pathname, searchParams);
    expect(answer?.status).toBe(200);
    expect(schema.safeParse(answer?.body).error).toBeUndefined();
  });

  test('every monitor, every incident and a note', () => {
    for (const monitor of state.monitors) expect(monitorSchema.safeParse(monitor).error).toBeUndefined();
    for (const { id } of history.incidents) {
      const { body } = history.answer(`/api/v1/incidents/${id}`, new URLSearchParams()) ?? {};
      expect(incidentDetailSchema.safeParse(body).error).toBeUndefined();
    }
    const [incident] = history.incidents;
    const note = history.addNote(incident?.id ?? '', 'seen');
    expect(incidentEventSchema.safeParse(note.body).error).toBeUndefined();
  });
});

const ATTRIBUTED: readonly (readonly [string, z.ZodType])[] = [
  ['/api/v1/monitors/supabase/explanation', explanationSchema],
  ['/api/v1/providers', providersResponseSchema],
  ['/api/v1/providers/supabase', providerDetailSchema],
  ['/api/v1/providers/vercel', providerDetailSchema],
  ['/api/v1/ledger', ledgerResponseSchema],
  ['/api/v1/credentials', credentialsResponseSchema],
];

describe.each([
  ['one of each fault', faults.oneOfEachFault],
  ['every state of a status page', faults.everyFeedState],
  ['an outage of our own', faults.ownOutage],
  ['no credential at all', faults.newcomerInAnOutage],
  ['credentials that need somebody', faults.credentialHealth],
  ['hostile texts', faults.hostileTexts],
])('what is told of whose fault it is with %s follows the contracts', (_, make) => {
  const state = make();
  const { incidents } = dashboardHistory(state);

  test.each(ATTRIBUTED)('%s', (route, schema) => {
    const answer = attributionAnswer(state, incidents, new URL(route, 'http://kora.test'));
    expect(schema.safeParse(answer).error).toBeUndefined();
  });

  test('every monitor', () => {
    for (const monitor of state.monitors) expect(monitorSchema.safeParse(monitor).error).toBeUndefined();
  });
});
