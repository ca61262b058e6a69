import { generateConfigSchema } from './config-schema.ts';
import { generateConfiguration } from './configuration.ts';
import { generateEnvironment } from './environment.ts';
import type { GeneratedFile } from './generated-file.ts';
import { generateOpenApi } from './openapi.ts';
import { generateTruthTable } from './truth-table.ts';

/** What is made from the schemas: references for people, schemas for editors and clients. */
export function generateDocuments(): readonly GeneratedFile[] {
  return [
    generateEnvironment(),
    generateConfiguration(),
    generateConfigSchema(),
    generateOpenApi(),
    generateTruthTable(),
  ];
}
