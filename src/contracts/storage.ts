import { z } from 'zod';

export const storageNoticeSchema = z
  .strictObject({ level: z.enum(['info', 'warning', 'error']), text: z.string(), at: z.iso.datetime() })
  .meta({
    id: 'StorageNotice',
    description: 'Something that people should know of the store: what was lost, a risk.',
  });

export const storageSchema = z
  .strictObject({
    kind: z.enum(['sqlite', 'postgres']),
    state: z
      .enum(['opening', 'ok', 'failing'])
      .describe('While failing, looking, serving and alerting go on from memory.'),
    since: z.iso.datetime(),
    problem: z.string().nullable().describe('What is wrong and what to do, in one sentence; null when ok.'),
    held_beats: z.int().nonnegative().describe('Looks that wait in memory to be written.'),
    lost_beats: z.int().nonnegative().describe('Looks of this run that had no room to wait any more.'),
    notices: z.array(storageNoticeSchema),
  })
  .meta({ id: 'Storage' });

export type StorageNotice = z.infer<typeof storageNoticeSchema>;
export type Storage = z.infer<typeof storageSchema>;
