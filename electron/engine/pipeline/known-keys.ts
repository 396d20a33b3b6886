import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { environmentDefinitionSchema } from "../../../shared/pipeline/environment-schema.ts";
import {
  alertSchema,
  channelDefinitionSchema,
  maintenanceSchema,
  monitorDefinitionSchema,
  objectiveSchema,
} from "../../../shared/pipeline/monitor-schema.ts";
import { parameterSchema, runbookDefinitionSchema } from "../../../shared/pipeline/runbook-schema.ts";
import { liveSchema, readySchema, serviceDefinitionSchema } from "../../../shared/pipeline/service-schema.ts";
import type { Container } from "./describe-place.ts";
import type { Located } from "./locate-yaml.ts";

const service = serviceDefinitionSchema.shape;

/** The keys of the mappings that keep things running. */
const operationShapes = {
  service,
  restart: service.restart.unwrap().options[1].shape,
  ready: readySchema.shape,
  live: liveSchema.shape,
  stop: service.stop.unwrap().shape,
  logs: service.logs.unwrap().shape,
  runbook: runbookDefinitionSchema.shape,
  limit: runbookDefinitionSchema.shape.limit.unwrap().shape,
  monitor: monitorDefinitionSchema.shape,
  alert: alertSchema.shape,
  latency: alertSchema.shape.latency.unwrap().shape,
  objective: objectiveSchema.shape,
  channel: channelDefinitionSchema.shape,
};

/** The keys that a kind of mapping may have. `found` is the one that stands there: how it deploys decides what it may say. */
export function knownKeys(container: Container, found: Located | null): string[] {
  const pipeline = pipelineDefinitionSchema.shape;
  const stage = pipeline.stages.valueType;
  const environment = environmentDefinitionSchema.shape;
  switch (container) {
    case "pipeline":
      return Object.keys(pipeline);
    case "stage":
      return Object.keys(stage.shape);
    case "trigger":
      return Object.keys(pipeline.triggers.unwrap().element.shape);
    case "step":
      return Object.keys(stage.shape.steps.unwrap().element.shape);
    case "retry":
    case "cache":
    case "concurrency":
    case "reports":
      return Object.keys(stage.shape[container].unwrap().shape);
    case "release":
      return Object.keys(pipeline.release.unwrap().shape);
    case "environment":
      return Object.keys(environment);
    case "deploy": {
      const type = found?.children.get("type")?.value;
      const strategy = environment.deploy.options.find(({ shape }) => shape.type.value === type);
      return strategy === undefined ? ["type"] : Object.keys(strategy.shape);
    }
    case "health":
      return Object.keys(environment.health.unwrap().shape);
    case "window":
      return Object.keys(environment.window.unwrap().options[0].shape);
    case "freeze":
      return Object.keys(environment.freeze.unwrap().element.shape);
    case "parameter": {
      const type = found?.children.get("type")?.value;
      const kind = parameterSchema.options.find(({ shape }) => shape.type.value === type);
      return kind === undefined ? ["type"] : Object.keys(kind.shape);
    }
    case "maintenance":
      return [...new Set(maintenanceSchema.options.flatMap(({ shape }) => Object.keys(shape)))];
    default:
      return Object.keys(operationShapes[container]);
  }
}
