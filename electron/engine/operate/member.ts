import type { ServiceId } from "../../../shared/ids.ts";
import type { PlannedService } from "../../../shared/pipeline/planned-service.ts";
import type { Clock } from "../clock.ts";
import { serviceLogFile, serviceLogIndexFile } from "../data-folder.ts";
import type { StoredLife, StoredService } from "../store/store.ts";
import { ServiceLogFile } from "./log-file.ts";
import type { RedactedOutput } from "./output.ts";
import type { ServiceProcess } from "./service-process.ts";

/** A service in the hands of its host. */
export interface HostMember {
  readonly id: ServiceId;
  readonly name: string;
  /** As what runs was started. */
  plan: PlannedService;
  /** As it is started next; `null` when that is the same. */
  nextPlan: PlannedService | null;
  life: StoredLife;
  /** Of the process that is there, or about to be; `null` without. */
  cookie: string | null;
  process: ServiceProcess | null;
  output: RedactedOutput | null;
  readonly log: ServiceLogFile;
  /** Where in the newest file of its log it begins what its process writes. */
  logOffset: number;
  /** Whether the newest file of its log still grows. */
  isLogOpen: boolean;
  /** Ends what watches its process. */
  watching: AbortController | null;
  /** Whether it waits because one of its ports is taken. */
  waitsForPort: boolean;
  /** While its log goes on in another file: nothing is started then. */
  rotating: Promise<void> | null;
  /** At the last look. */
  use: { readonly at: number; readonly cpuMs: number } | null;
}

/** Takes a service as it is kept. */
export function memberOf(stored: StoredService, dataFolder: string, now: Clock): HostMember {
  const { id, projectId, name, plan, nextPlan, life, process, logSequence, logOffset } = stored;
  const places = (sequence: number) => ({
    path: serviceLogFile(dataFolder, projectId, id, sequence),
    indexPath: serviceLogIndexFile(dataFolder, projectId, id, sequence),
  });
  return {
    ...{ id, name, plan, nextPlan, life, logOffset },
    cookie: process?.cookie ?? null,
    log: new ServiceLogFile(places, logSequence, now),
    ...{ process: null, output: null, isLogOpen: false, watching: null, waitsForPort: false, rotating: null, use: null },
  };
}
