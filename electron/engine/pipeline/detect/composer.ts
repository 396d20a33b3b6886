import { chooseTasks } from "./choose-tasks.ts";
import { asRecord, readJsonFile } from "./json-file.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { addChosen, noteEffects, type Proposal, type ProposedStage } from "./proposal.ts";

/** Composer with its scripts; PHPUnit or Pest where no script runs the tests. */
export async function detectComposer(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "composer.json";
  const manifest = await readJsonFile(folder, source);
  if (manifest === null) return null;
  const scripts = Object.entries(asRecord(manifest.scripts)).map(([name, script]) => ({
    name,
    text: textOfScript(script),
  }));
  const stages: ProposedStage[] = [{ id: "install", role: "install", run: "composer install", needs: [], source }];
  const { chosen, effects } = chooseTasks(scripts.filter(({ name }) => !/^(pre|post)-/.test(name)));
  noteEffects(folder, source, effects);
  addChosen(stages, chosen, source, (name) => `composer run ${name}`);
  if (!stages.some((stage) => stage.role === "test")) {
    const required = { ...asRecord(manifest.require), ...asRecord(manifest["require-dev"]) };
    const configuration = folder.firstFile("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml");
    const program = "pestphp/pest" in required ? "pest" : configuration !== null || "phpunit/phpunit" in required ? "phpunit" : null;
    if (program !== null)
      stages.push({ id: "test", role: "test", run: `vendor/bin/${program}`, needs: ["install"], source: configuration ?? source });
  }
  return { kind: "toolchain", toolchain: "Composer", prefix: "composer", stages };
}

function textOfScript(script: unknown): string {
  return [script]
    .flat()
    .filter((line) => typeof line === "string")
    .join(" ; ");
}
