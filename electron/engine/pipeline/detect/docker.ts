import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal, ProposedStage } from "./proposal.ts";

/** An image from the folder's Dockerfile. */
export async function detectDocker(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("Dockerfile", "Containerfile");
  if (source === null) return null;
  const file = source === "Dockerfile" ? "" : ` --file ${source}`;
  const run = `docker build --tag ${imageName(folder.name)}${file} .`;
  return { kind: "packer", toolchain: "Docker", prefix: "docker", stages: [{ id: "image", role: "image", run, needs: [], source }] };
}

/** A compose file: its images when it builds some, else only whether it is in order. */
export async function detectCompose(folder: ProjectFolder): Promise<Proposal | null> {
  // In the order in which Compose looks for them.
  const source = folder.firstFile("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");
  const text = source === null ? null : await folder.readText(source);
  if (source === null || text === null) return null;
  const stage: ProposedStage = /^[ \t]+build[ \t]*:/m.test(text)
    ? { id: "compose-build", role: "image", run: "docker compose build", needs: [], source }
    : { id: "compose-config", role: "check", run: "docker compose config --quiet", needs: [], source };
  return { kind: "packer", toolchain: "Compose", prefix: "compose", stages: [stage] };
}

/** A folder's name as the name of an image: lower case, without what Docker refuses. */
function imageName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain || "project";
}
