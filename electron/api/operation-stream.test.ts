import { realpathSync } from "node:fs";
import { join } from "node:path";
import { createRouterClient, ORPCError } from "@orpc/server";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../e2e/fixtures/history.ts";
import { git, makeRepository, writeFiles } from "../../e2e/fixtures/repository.ts";
import { createEngine } from "../engine/engine.ts";
import { createRouter } from "./router.ts";

test("events of a commit come one by one, and a failure at the end is the declared one", async () => {
  const place = temporaryFolder();
  const work = makeRepository(join(realpathSync(place.folder), "work"));
  const program = { executable: process.execPath, args: [], environment: {} };
  const options = { dataFolder: join(place.folder, "data"), sampleFolder: place.folder, hostProgram: program };
  const engine = await createEngine(options);
  if (!engine.ok) throw new Error(engine.failure.message);
  try {
    const client = createRouterClient(createRouter(engine.value, { host: "browser", version: "0" }));
    const { id: projectId } = await client.projects.open({ path: work });
    const commit = async () => {
      const events = [];
      for await (const event of await client.code.commit({ projectId, message: "feat: two" })) events.push(event);
      return events;
    };
    await expect(commit()).rejects.toMatchObject({ code: "NOT_TRUSTED", defined: true });
    await client.projects.trust({ projectId, trusted: true });
    git(work, "config", "user.name", "Mara");
    git(work, "config", "user.email", "mara@example.org");
    const refused = await commit().catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(ORPCError);
    expect(refused).toMatchObject({ code: "CODE_IMPOSSIBLE", defined: true, data: { hint: expect.any(String) } });
    writeFiles(work, { "a.txt": "two\n" });
    await client.code.stage({ projectId, paths: ["a.txt"] });
    expect((await commit()).at(-1)).toMatchObject({ type: "done", commit: git(work, "rev-parse", "HEAD") });
  } finally {
    engine.value.close();
    place.remove();
  }
});
