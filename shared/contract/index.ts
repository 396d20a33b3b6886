import { alerts } from "./alerts.ts";
import { app } from "./app.ts";
import { code } from "./code/code.ts";
import { coverage } from "./coverage.ts";
import { culprits } from "./culprits.ts";
import { deployments, environments } from "./deployments.ts";
import { events } from "./events.ts";
import { failures } from "./failure-groups.ts";
import { inbox } from "./inbox.ts";
import { incidents } from "./incidents.ts";
import { insights } from "./insights.ts";
import { logs } from "./logs.ts";
import { metrics } from "./metrics.ts";
import { monitors } from "./monitors.ts";
import { passports } from "./passports.ts";
import { pipelines } from "./pipelines.ts";
import { plan } from "./plan.ts";
import { projects } from "./projects.ts";
import { releases } from "./releases.ts";
import { runbooks } from "./runbooks.ts";
import { runs } from "./runs.ts";
import { search } from "./search.ts";
import { secrets } from "./secrets.ts";
import { services } from "./services.ts";
import { sharing } from "./sharing.ts";
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
  inbox,
  insights,
  logs,
  metrics,
  monitors,
  passports,
  pipelines,
  plan,
  projects,
  releases,
  runbooks,
  runs,
  search,
  secrets,
  services,
  sharing,
  tests,
  triggers,
};
