import type { PipelineStage } from "../../../../shared/contract/schemas.ts";
import { type Phase, phases } from "../../../../shared/pipeline/phases.ts";

/** A phase that is given a first stage. The others have a screen of their own for what they begin with. */
export type InvitedPhase = Exclude<Phase, "plan" | "deploy" | "operate" | "monitor">;

/** What an empty phase asks for, and an example of it. */
export interface Invitation {
  /** On the rail, such as `Add a release…`. */
  readonly label: string;
  /** What belongs there, in one sentence. */
  readonly meaning: string;
  /** The name of the example's stage. */
  readonly stage: string;
  readonly command: string;
}

const invitations: Readonly<Record<InvitedPhase, Invitation>> = {
  code: {
    label: "Add a code check…",
    meaning: "What is said of the code without running it: format, lint, types, secrets.",
    stage: "lint",
    command: "npm run lint",
  },
  build: {
    label: "Add a build…",
    meaning: "What turns sources into something that runs: install, compile, bundle, pack.",
    stage: "build",
    command: "npm run build",
  },
  test: {
    label: "Add a test…",
    meaning: "What shows that it works: unit, integration and browser tests.",
    stage: "unit",
    command: "npm test",
  },
  release: {
    label: "Add a release…",
    meaning: "What makes a version that can be handed out: notes, a tag, a package.",
    stage: "package",
    command: "npm pack",
  },
};

/** The invitation of a phase. */
export function invitationOf(phase: InvitedPhase): Invitation {
  return invitations[phase];
}

/**
 * An example stage for a phase as it would stand in `millrace.yml`. It needs the last stage of the nearest earlier
 * phase that has one and never takes a name that is there. Without a file the snippet is a whole one.
 */
export function snippetOf(phase: InvitedPhase, stages: readonly PipelineStage[], isWholeFile: boolean): string {
  const { stage, command } = invitations[phase];
  const names = new Set(stages.map(({ name }) => name));
  const need = nearestBefore(phase, stages);
  const lines = [
    `  ${freeName(stage, names)}:`,
    `    phase: ${phase}`,
    ...(need === null ? [] : [`    needs: [${need}]`]),
    `    run: ${command}`,
  ];
  return [...(isWholeFile ? ["version: 1", "stages:"] : []), ...lines, ""].join("\n");
}

function nearestBefore(phase: Phase, stages: readonly PipelineStage[]): string | null {
  for (let index = phases.indexOf(phase) - 1; index >= 0; index -= 1) {
    const last = stages.findLast((stage) => stage.phase === phases[index]);
    if (last !== undefined) return last.name;
  }
  return null;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
