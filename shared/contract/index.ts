import { alerts } from "./alerts.ts";
import { app } from "./app.ts";
import { code } from "./code/code.ts";
import { coverage } from "./coverage.ts";
import { culprits } from "./culprits.ts";
import { deployments, environments } from "./deployments.ts";
import { events } from "./events.ts";
import { failures } from "./failure-groups.ts";
import { incidents } from "./incidents.ts";
import { insights } from "./insights.ts";
import { logs } from "./logs.ts";
import { metrics } from "./metrics.ts";
import { monitors } from "./monitors.ts";
import { pipelines } from "./pipelines.ts";
import { projects } from "./projects.ts";
import { releases } from "./releases.ts";
import { runbooks } from "./runbooks.ts";
import { runs } from "./runs.ts";
import { search } from "./search.ts";
import { secrets } from "./secrets.ts";
import { services } from "./services.ts";
import { tests } from "./tests.ts";
import { triggers } from "./triggers.ts";

/** Everything that crosses the border between an engine and a window: a message exists if and only if it is here. */
export const contract = {
  alerts,
  app,
  code,
  coverage,
  culprits,
  deployments,
  environments,
  events,
  failures,
  incidents,
  insights,
  logs,
  metrics,
  monitors,
  pipelines,
  projects,
  releases,
  runbooks,
  runs,
  search,
  secrets,
  services,
  tests,
  triggers,
};
