/** A file that is made from sources and committed; `npm run check` fails when it is not current. */
export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}
