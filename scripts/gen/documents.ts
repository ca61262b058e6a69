import type { GeneratedFile } from './generated-file.ts';

/** What is made from the schemas: references for people, schemas for editors and clients. */
export async function generateDocuments(): Promise<readonly GeneratedFile[]> {
  return [];
}
