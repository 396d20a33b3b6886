import { basename, resolve } from "node:path";
import type { Phase } from "../../../../shared/pipeline/phases.ts";
import { detectAutotools } from "./autotools.ts";
import { detectBundler } from "./bundler.ts";
import { detectCargo } from "./cargo.ts";
import { detectCmake } from "./cmake.ts";
import { detectComposer } from "./composer.ts";
import { detectDeno } from "./deno.ts";
import { detectCompose, detectDocker } from "./docker.ts";
import { detectDotnet } from "./dotnet.ts";
import { detectGo } from "./go.ts";
import { detectJust } from "./just.ts";
import { detectGradle, detectMaven } from "./jvm.ts";
import { detectMake } from "./make.ts";
import { detectMeson } from "./meson.ts";
import { detectNode } from "./node.ts";
import { ProjectFolder } from "./project-folder.ts";
import type { Detector, Proposal, ProposedStage } from "./proposal.ts";
import { detectPython } from "./python.ts";
import { phaseOfRole, type Role } from "./role.ts";
import { findSubprojects } from "./subprojects.ts";
import { detectTask } from "./task.ts";

/** A stage that a project's files suggest. */
export interface DetectedStage {
  readonly id: string;
  readonly phase: Phase;
  readonly run: string;
  readonly needs: readonly string[];
  /** The file it comes from, relative to the project. */
  readonly source: string;
  /** Where it runs, relative to the project; empty for the project's own folder. */
  readonly cwd: string;
}

/** What a project's files suggest as its pipeline. */
export interface DetectedPipeline {
  /** The folder's name. */
  readonly project: string;
  /** What was found, such as `npm` or `CMake`; empty when nothing was. */
  readonly toolchains: readonly string[];
  readonly stages: readonly DetectedStage[];
  /** What was passed over or left out, and why: one sentence each. */
  readonly notes: readonly string[];
}

/** Of each family the first with something to run speaks for the folder: they would build the same sources. */
const families: readonly (readonly Detector[])[] = [
  [detectNode, detectDeno],
  [detectCargo],
  [detectGo],
  [detectCmake, detectMeson, detectAutotools],
  [detectMaven, detectGradle],
  [detectDotnet],
  [detectPython],
  [detectComposer],
  [detectBundler],
];

const runners: readonly Detector[] = [detectMake, detectJust, detectTask];
const packers: readonly Detector[] = [detectCompose, detectDocker];

/**
 * Proposes a pipeline from the files of a folder. Reads bounded text files inside the folder and executes nothing. A
 * folder that is missing or unreadable has an empty proposal.
 */
export async function detectPipeline(path: string): Promise<DetectedPipeline> {
  const root = await ProjectFolder.open(path);
  return root === null
    ? { project: basename(resolve(path)), toolchains: [], stages: [], notes: [] }
    : proposePipeline(root, basename(resolve(path)));
}

/**
 * The absolute paths of the folders in which a new or changed file may change the proposal: the project's own first,
 * then those that are searched when it has nothing of its own. Empty when it cannot be read.
 */
export async function findWatchedFolders(path: string): Promise<string[]> {
  const root = await ProjectFolder.open(path);
  if (root === null) return [];
  const searched = [root.path];
  if (hasOwnStages(await proposeForFolder(root))) return searched;
  await findSubprojects(root, async (candidate) => {
    searched.push(candidate.path);
    return hasOwnStages(await proposeForFolder(candidate));
  });
  return searched;
}

async function proposePipeline(root: ProjectFolder, project: string): Promise<DetectedPipeline> {
  const own = await proposeForFolder(root);
  const hasImages = own.some((proposal) => proposal.stages.some((stage) => stage.role === "image"));
  const parts: { folder: ProjectFolder; proposals: Proposal[] }[] = [{ folder: root, proposals: own }];
  if (!hasOwnStages(own)) {
    for (const folder of await findSubprojects(root, async (candidate) => hasOwnStages(await proposeForFolder(candidate)))) {
      const proposals = await proposeForFolder(folder);
      // Images that the project's own compose file builds are not built a second time.
      parts.push({ folder, proposals: hasImages ? proposals.filter((proposal) => proposal.kind !== "packer") : proposals });
    }
  }
  const toolchains = [...new Set(parts.flatMap((part) => part.proposals.map((proposal) => proposal.toolchain)))];
  return { project, toolchains, stages: joinStages(parts), notes: [...new Set(root.notes)] };
}

/** Whether there is more than what packs other folders' work. */
function hasOwnStages(proposals: readonly Proposal[]): boolean {
  return proposals.some((proposal) => proposal.kind !== "packer" && proposal.stages.length > 0);
}

async function proposeForFolder(folder: ProjectFolder): Promise<Proposal[]> {
  const proposals: Proposal[] = [];
  for (const family of families) {
    const proposal = await proposeForFamily(folder, family);
    if (proposal !== null) proposals.push(proposal);
  }
  for (const detect of runners) {
    const proposal = await detect(folder);
    if (proposal !== null) proposals.push(withoutKnownRoles(proposal, proposals, folder));
  }
  for (const detect of packers) {
    const proposal = await detect(folder);
    const others = proposals.filter((other) => other.kind === "packer");
    if (proposal !== null) proposals.push(withoutKnownRoles(proposal, others, folder));
  }
  return withoutIdleInstallation(proposals);
}

/** A manifest that only names the tools of a project in another language is nothing to run for its own sake. */
function withoutIdleInstallation(proposals: readonly Proposal[]): Proposal[] {
  const isIdle = (proposal: Proposal) => proposal.kind === "toolchain" && proposal.stages.every((stage) => stage.role === "install");
  const isUsed = proposals.some((proposal) => proposal.kind === "runner" && proposal.stages.length > 0);
  const hasOthers = proposals.some((proposal) => proposal.kind === "toolchain" && !isIdle(proposal));
  return proposals.filter((proposal) => isUsed || !hasOthers || !isIdle(proposal));
}

async function proposeForFamily(folder: ProjectFolder, family: readonly Detector[]): Promise<Proposal | null> {
  let first: Proposal | null = null;
  for (const detect of family) {
    const proposal = await detect(folder);
    if (proposal === null) continue;
    if (first === null || !hasOwnWork(first)) {
      first = hasOwnWork(proposal) || first === null ? proposal : first;
      continue;
    }
    const source = folder.placeOf(proposal.stages[0]?.source ?? "");
    folder.notes.push(`${source}: ${proposal.toolchain} left out, because ${first.toolchain} builds the same sources.`);
  }
  return first;
}

function hasOwnWork(proposal: Proposal): boolean {
  return proposal.stages.some((stage) => stage.role !== "install");
}

function withoutKnownRoles(proposal: Proposal, others: readonly Proposal[], folder: ProjectFolder): Proposal {
  const known = new Map(others.flatMap((other) => other.stages.map((stage) => [stage.role, other.toolchain])));
  const dropped = proposal.stages.filter((stage) => known.has(stage.role));
  if (dropped.length === 0) return proposal;
  const source = folder.placeOf(dropped[0]?.source ?? "");
  const commands = dropped.map((stage) => `\`${stage.run}\``).join(", ");
  const chosen = [...new Set(dropped.map((stage) => known.get(stage.role)))];
  folder.notes.push(`${source}: ${commands} left out, because ${chosen.join(" and ")} ${chosen.length > 1 ? "do" : "does"} the same here.`);
  const left = proposal.stages.filter((stage) => !known.has(stage.role));
  const ids = new Set(left.map((stage) => stage.id));
  return { ...proposal, stages: left.map((stage) => ({ ...stage, needs: stage.needs.filter((need) => ids.has(need)) })) };
}

/** Gives every stage a name of its own and says what it needs across toolchains. */
function joinStages(parts: readonly { folder: ProjectFolder; proposals: readonly Proposal[] }[]): DetectedStage[] {
  const taken = new Set<string>();
  return parts.flatMap(({ folder, proposals }) => {
    const counts = new Map<string, number>();
    for (const { id } of proposals.flatMap((proposal) => proposal.stages)) counts.set(id, (counts.get(id) ?? 0) + 1);
    const isAlone = parts.every((other) => other.folder === folder || other.folder.name !== folder.name);
    const placePrefix = folder.place === "" ? "" : `${toName(isAlone ? folder.name : folder.place)}-`;
    const joined = proposals.flatMap((proposal) => {
      const names = new Map<string, string>();
      for (const { id } of proposal.stages) {
        const own = (counts.get(id) ?? 0) > 1 && id !== proposal.prefix ? `${proposal.prefix}-${id}` : id;
        names.set(id, takeName(`${placePrefix}${toName(own)}`, taken));
      }
      const foreign = foreignNeeds(proposal, proposals);
      return proposal.stages.map((stage) => {
        const needs = [...stage.needs.map((need) => names.get(need) ?? need), ...foreign(stage)];
        return { proposal, stage, name: names.get(stage.id) ?? stage.id, needs };
      });
    });
    const nameOf = (stage: ProposedStage) => joined.find((entry) => entry.stage === stage)?.name ?? "";
    const stages = joined.map(({ stage, name, needs }) => ({
      id: name,
      phase: phaseOfRole[stage.role],
      run: stage.run,
      needs: [...new Set(needs.map((need) => (typeof need === "string" ? need : nameOf(need))))].slice(0, 50),
      source: folder.placeOf(stage.source),
      cwd: folder.place,
    }));
    return stages;
  });
}

/** What a task runner's or packer's stage needs of the toolchains beside it: the runner's own file cannot say so. */
function foreignNeeds(proposal: Proposal, all: readonly Proposal[]): (stage: ProposedStage) => ProposedStage[] {
  const before = all.slice(0, all.indexOf(proposal)).flatMap((other) => other.stages);
  return (stage) => {
    if (stage.role === "image") return lastOfRole(before, "test") ?? lastOfRole(before, "build") ?? [];
    if (proposal.kind !== "runner" || stage.needs.length > 0) return [];
    return (stage.role === "test" ? lastOfRole(before, "build") : null) ?? lastOfRole(before, "install") ?? [];
  };
}

/** The stages of a role that no other one of it builds on; `null` without any. */
function lastOfRole(stages: readonly ProposedStage[], role: Role): ProposedStage[] | null {
  const same = stages.filter((stage) => stage.role === role);
  const last = same.filter((stage) => !same.some((other) => other.needs.includes(stage.id)));
  return last.length === 0 ? null : last;
}

/** Folder names and script names as the format takes them. */
function toName(text: string): string {
  return (
    text
      .replace(/[^A-Za-z0-9._:@+-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 60) || "part"
  );
}

function takeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}
