import type { ItemSource } from "../../../../shared/contract/plan.ts";
import { type ProjectId, testId } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import type { FileSource } from "../../plan/plan.ts";
import type { Store, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";

/** Translates what items were made from: ids are this computer's own, and files are read on others. */
export interface Sources {
  /** As a file says it. */
  forFile(source: ItemSource): Result<FileSource, NotFound | StoreFailure>;
  /** As this computer knows it; `null` for what it does not. */
  here(source: FileSource | null): ItemSource | null;
}

/** Those of one project. */
export function createSources(store: Store, projectId: ProjectId): Sources {
  return {
    forFile: (source) =>
      found(
        store.read((tables) => inWords(tables, projectId, source)),
        "What the item is made from",
      ),
    here: (source) => {
      if (source === null || source.kind === "comment") return source;
      const known = store.read((tables) => here(tables, projectId, source));
      return known.ok ? known.value : null;
    },
  };
}

function inWords({ incidents, tests }: Tables, projectId: ProjectId, source: ItemSource): FileSource | null {
  switch (source.kind) {
    case "incident": {
      const incident = incidents.get(source.incidentId);
      return incident?.projectId === projectId ? { kind: "incident", number: incident.number, opened: incident.openedAt } : null;
    }
    case "test": {
      const [test, key] = [tests.get(source.testId), tests.keyOf(source.testId)];
      if (test?.projectId !== projectId || key === null) return null;
      return { kind: "test", stage: test.stage, sum: Buffer.from(key).toString("hex") };
    }
    case "comment":
      return source;
  }
}

function here({ incidents, tests }: Tables, projectId: ProjectId, source: Exclude<FileSource, { kind: "comment" }>): ItemSource | null {
  if (source.kind === "incident") {
    const incident = incidents.byNumber(projectId, source.number);
    return incident?.openedAt === source.opened ? { kind: "incident", incidentId: incident.id } : null;
  }
  const stageRow = tests.stageRow(projectId, source.stage);
  const test = stageRow === null ? null : tests.find(stageRow, Buffer.from(source.sum, "hex"));
  return test === null ? null : { kind: "test", testId: testId(test.row) };
}
