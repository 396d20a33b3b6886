import { first } from "./0010-first.ts";
import { byCreation } from "./0020-by-creation.ts";
import { decisions } from "./0030-decisions.ts";
import { cache } from "./0040-cache.ts";
import { retention } from "./0050-retention.ts";
import { fingerprints } from "./0060-fingerprint.ts";
import { retries } from "./0070-retries.ts";
import { tests } from "./0080-tests.ts";
import { coverage } from "./0090-coverage.ts";
import { triggers } from "./0100-triggers.ts";
import { culprits } from "./0110-culprits.ts";
import { commits } from "./0120-commits.ts";
import { failures } from "./0125-failures.ts";
import { releases } from "./0130-releases.ts";
import { deployments } from "./0140-deployments.ts";
import { operations } from "./0150-operations.ts";
import { services } from "./0160-services.ts";
import { monitors } from "./0170-monitors.ts";
import { series } from "./0180-series.ts";
import { alerts } from "./0190-alerts.ts";
import { inbox } from "./0200-inbox.ts";
import { health } from "./0210-health.ts";
import { dora } from "./0220-dora.ts";
import { archive } from "./0230-archive.ts";
import { triggerClaims } from "./0240-trigger-claims.ts";

/** One immutable step of the schema. `version` is SQLite's `user_version` after it; numbered in tens. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** All steps in order. Never change one that has shipped: add another. */
export const migrations: readonly Migration[] = [
  first,
  byCreation,
  decisions,
  cache,
  retention,
  fingerprints,
  retries,
  tests,
  coverage,
  triggers,
  culprits,
  commits,
  failures,
  releases,
  deployments,
  operations,
  services,
  monitors,
  series,
  alerts,
  inbox,
  health,
  dora,
  archive,
  triggerClaims,
];
