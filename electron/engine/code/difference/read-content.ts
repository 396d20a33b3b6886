import type { FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { Patch } from "./patch.ts";

/** How a file differs, with lines as bytes. */
export type ReadContent = { readonly kind: "lines"; readonly patch: Patch } | Exclude<FileDiff["content"], { kind: "text" }>;
