import { z } from 'zod';

/** An error of the API, by RFC 9457 (`application/problem+json`). */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('`about:blank`, or a path of the documentation.'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('A stable word for software.'),
    detail: z.string().optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
