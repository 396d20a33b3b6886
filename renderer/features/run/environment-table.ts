import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

interface EnvironmentFact {
  readonly kind: "program" | "lock file" | "system" | "variable";
  readonly name: string;
  /** A version, a SHA-256, a fact of the system; values of variables are never kept. */
  readonly value: string | number | null;
  /** Of a program. */
  readonly path: string | null;
  /** Of a lock file. */
  readonly bytes: number | null;
}

/** What a run ran on, as a file. */
export function environmentTable(runNumber: number, { tools, lockFiles, system, variables }: Fingerprint): SavedTable<EnvironmentFact> {
  const nothing = { value: null, path: null, bytes: null };
  const facts: EnvironmentFact[] = [
    ...tools.map(({ name, version, path }) => ({ ...nothing, kind: "program" as const, name, value: version, path })),
    ...lockFiles.map(({ path, sha256, bytes }) => ({ ...nothing, kind: "lock file" as const, name: path, value: sha256, bytes })),
    ...Object.entries(system).map(([name, value]) => ({ ...nothing, kind: "system" as const, name, value })),
    ...variables.map((name) => ({ ...nothing, kind: "variable" as const, name })),
  ];
  return {
    name: `environment of run ${runNumber}`,
    pages: () => onePage(facts),
    columns: tableColumns<EnvironmentFact>({
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      value: ({ value }) => value,
      path: ({ path }) => path,
      bytes: ({ bytes }) => bytes,
    }),
  };
}
