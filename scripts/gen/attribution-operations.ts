import { credentialsResponseSchema } from '../../src/contracts/credentials.ts';
import { explanationSchema } from '../../src/contracts/explanation.ts';
import {
  ledgerResponseSchema,
  providerDetailSchema,
  providersResponseSchema,
} from '../../src/contracts/providers.ts';
import { CURSOR, FROM, LIMIT, NAME, type Operation, query, TO } from './openapi-parameters.ts';

const PROVIDER = query('provider', 'Only those of this provider.', { type: 'string' });
const FORMAT = query('format', 'As JSON, or as a file of CSV (RFC 4180).', {
  enum: ['json', 'csv'],
  default: 'json',
});

/** Whose fault it is: explanations, providers, the ledger, credentials. */
export const ATTRIBUTION_OPERATIONS: readonly Operation[] = [
  {
    id: 'explainMonitor',
    method: 'get',
    path: '/api/v1/monitors/{name}/explanation',
    summary: 'Why it is as it is, whose fault that is, what decided it, and who has to do what.',
    answer: explanationSchema,
    parameters: [NAME],
    problems: [404],
  },
  {
    id: 'listProviders',
    method: 'get',
    path: '/api/v1/providers',
    summary: 'The providers that are looked at, with what their status pages say.',
    answer: providersResponseSchema,
  },
  {
    id: 'getProvider',
    method: 'get',
    path: '/api/v1/providers/{type}',
    summary: 'One provider with its status page, credentials, budgets and ledger.',
    answer: providerDetailSchema,
    parameters: [
      {
        name: 'type',
        in: 'path',
        required: true,
        description: 'The provider, such as `vercel`.',
        schema: { type: 'string' },
      },
    ],
    problems: [404, 503],
  },
  {
    id: 'listLedger',
    method: 'get',
    path: '/api/v1/ledger',
    summary: "Each incident that was a provider's fault, and how late its status page told of it.",
    answer: ledgerResponseSchema,
    parameters: [PROVIDER, FROM, TO, CURSOR, LIMIT, FORMAT],
    problems: [400, 503],
  },
  {
    id: 'listCredentials',
    method: 'get',
    path: '/api/v1/credentials',
    summary: 'How each credential fares: kind, owner, scope, end, and what it may do beyond looking.',
    answer: credentialsResponseSchema,
  },
];
