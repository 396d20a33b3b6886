/** The public face of histories as files: written, looked at, and taken in again. See `format.ts` for what such a file is. */
export { checkHistory, type Inspected, inspectHistory } from "./check-history.ts";
export { type Exported, type ExportFailure, type ExportProgress, exportHistory } from "./export-history.ts";
export { type Imported, type ImportFailure, type ImportProgress, importHistory } from "./import-history.ts";
export type { FileFailure } from "./refusal.ts";
export { sweepImports } from "./sweep.ts";
