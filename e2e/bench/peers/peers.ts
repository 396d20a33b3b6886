import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BenchTable } from "../markdown.ts";
import { withTemporaryFolder } from "../temporary-folder.ts";
import { measureCancel } from "./cancel.ts";
import { just, make, ninja } from "./file-peers.ts";
import { graphs } from "./graph.ts";
import { nx, turbo, wireit } from "./script-peers.ts";
import { measureSpeed } from "./speed.ts";
import { openToolbox } from "./toolbox.ts";
import { measureUpToDate } from "./up-to-date.ts";

/** Millrace beside the tools that people use for the same today, all in one run; a table as soon as it is measured. */
export function peers(print: (table: BenchTable) => void): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const toolbox = openToolbox(folder);
    const all = [make(), ninja(), just(toolbox), wireit(toolbox), nx(toolbox), turbo(toolbox, false), turbo(toolbox, true)];
    const own = (name: string) => {
      const place = join(folder, name);
      mkdirSync(place);
      return place;
    };
    print(await measureCancel(own("cancel"), all.slice(0, -1)));
    print(measureUpToDate(own("up-to-date"), all));
    const taskMs = new Map<string, number>();
    for (const [number, graph] of graphs.entries()) print(measureSpeed(own(`graph-${number}`), graph, all, taskMs));
  });
}
