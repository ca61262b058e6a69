import type { FastifyInstance } from 'fastify';
import { answerCredentials } from '../../operations/list-credentials.ts';
import type { HttpParts } from '../http-parts.ts';

/** How each credential fares; never its value, nor anything made from it. */
export function addCredentialRoutes(app: FastifyInstance, { credentials, clock }: HttpParts): void {
  app.get('/api/v1/credentials', () => answerCredentials(credentials(), clock.nowMs()));
}
