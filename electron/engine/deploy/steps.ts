import type { DeploymentStep } from "../../../shared/contract/deployments.ts";
import type { DeployPorts } from "./order.ts";

/** Tells the steps of a deployment, each with its times, and the log what they are. */
export class Steps {
  readonly #ports: DeployPorts;
  readonly #steps = new Map<string, DeploymentStep>();

  constructor(ports: DeployPorts, names: readonly string[]) {
    this.#ports = ports;
    for (const name of names) this.#tell({ name, state: "pending", detail: null, startedAt: null, finishedAt: null });
  }

  begin(name: string): void {
    this.#ports.log(`== ${name}`);
    this.#tell({ name, state: "running", detail: null, startedAt: this.#ports.now(), finishedAt: null });
  }

  /** What a step is at. */
  say(name: string, detail: string): void {
    const step = this.#steps.get(name);
    if (step?.state === "running" && step.detail !== detail) this.#tell({ ...step, detail });
  }

  done(name: string, detail: string | null = null): void {
    this.#end(name, "done", detail);
  }

  fail(name: string, detail: string): void {
    this.#end(name, "failed", detail);
  }

  /** All that has not begun never will. */
  skipRest(): void {
    for (const step of this.#steps.values()) if (step.state === "pending") this.#tell({ ...step, state: "skipped" });
  }

  #end(name: string, state: "done" | "failed", detail: string | null): void {
    if (detail !== null) this.#ports.log(detail);
    const startedAt = this.#steps.get(name)?.startedAt ?? null;
    this.#tell({ name, state, detail, startedAt, finishedAt: this.#ports.now() });
  }

  #tell(step: DeploymentStep): void {
    this.#steps.set(step.name, step);
    this.#ports.step(step);
  }
}
