import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findPortHolder, programName } from "./ports.ts";

test.runIf(process.platform === "linux")("who holds a port is told by its program, not by one of its threads", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  expect(await findPortHolder(port)).toEqual({ pid: process.pid, name: expect.stringMatching(/^node/) });
  await new Promise((resolve) => server.close(resolve));
  expect(await findPortHolder(port)).toBeNull();
});

test("a program is named with what it runs, and without what may be secret", () => {
  expect(programName(["/usr/bin/node", "/srv/shop/server.js", "--token=x"])).toBe("node server.js");
  expect(programName(["python3", "-m", "http.server", "8000"])).toBe("python3 http.server");
  expect(programName(["node", "-e", "require('net').createServer() .listen(1)"])).toBe("node");
  expect(programName(["psql", "postgres://me:secret@db"])).toBe("psql");
  expect(programName(["nginx: master process /usr/sbin/nginx", "", ""])).toBe("nginx: master process /usr/sbin/nginx");
  expect(programName(["redis-server", "*:6379"])).toBe("redis-server *:6379");
  expect(programName([])).toBe("");
});
