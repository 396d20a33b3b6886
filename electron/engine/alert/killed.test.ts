import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../build/bootstrap/root.mjs";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";

/*
 * The whole of it in processes that are killed at any moment, against a server that fails in every way.
 */

const looks = 60;
const monitors = 6;

test("each notification is told exactly once and in order, however often the process is killed", { timeout: 120_000 }, async () => {
  const { folder, remove } = temporaryFolder();
  const shop = join(folder, "shop");
  mkdirSync(shop);
  const heard: { key: string; state: string; alert: string }[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      count += 1;
      const message = JSON.parse(body) as { state: string; alert: { id: string } };
      if (count % 7 === 3) response.writeHead(500).end();
      else if (count % 7 === 5) response.destroy();
      else if (count % 11 !== 6) {
        heard.push({ key: String(request.headers["idempotency-key"]), state: message.state, alert: message.alert.id });
        response.writeHead(200).end();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const channels = {
    ops: { webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: "100ms" },
    page: { run: 'echo "$ALERT_KEY $ALERT_STATE" >> told.txt', timeout: "5s" },
  };
  writeFileSync(join(shop, "millrace.yml"), JSON.stringify({ version: 1, stages: { a: { phase: "build", run: "true" } }, channels }));
  const data = join(folder, "data");
  const store = openTestStore(data);
  write(store, ({ projects }) => projects.trust(projects.open(shop, "shop", 1).id, true, 1));

  let kills = 0;
  for (let isOver = false; !isOver; ) {
    const args = [join(root, "e2e/fixtures/alert-child.ts"), "--data", data, "--looks", String(looks), "--monitors", String(monitors)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    const killing = kills >= 8 ? null : setTimeout(() => child.kill("SIGKILL"), 250 + ((kills * 97) % 400));
    const [exitCode] = (await once(child, "exit")) as [number | null];
    if (killing !== null) clearTimeout(killing);
    if (exitCode === null) kills += 1;
    else expect(exitCode).toBe(0);
    isOver = exitCode === 0;
  }

  expect(kills).toBeGreaterThan(3);
  const read = store.read(({ alerts, deliveries }) =>
    alerts.list({ onlyOpen: false }, 1_000).map((alert) => ({ alert, told: deliveries.ofAlert(alert.id) })),
  );
  if (!read.ok) throw new Error(read.failure.message);
  expect(read.value).toHaveLength(looks / 2);
  for (const { told } of read.value)
    expect(told.map(({ channel, what, state }) => `${channel} ${what} ${state}`)).toEqual([
      ...["ops fired delivered", "page fired delivered", "ops recovered delivered", "page recovered delivered"],
    ]);
  const first = [...new Map(heard.toReversed().map((one) => [one.key, one])).values()];
  expect(first).toHaveLength(looks);
  // Twice only what a kill left open; the key tells that it is the same.
  expect(heard.length - first.length).toBeLessThanOrEqual(kills);
  for (const { alert } of read.value)
    expect([...new Set(heard.filter((one) => one.alert === alert.id).map(({ state }) => state))]).toEqual(["fired", "recovered"]);
  const paged = readFileSync(join(shop, "told.txt"), "utf8").trim().split("\n");
  expect(new Set(paged).size).toBe(looks);
  expect(paged.length - looks).toBeLessThanOrEqual(kills);
  store.close();
  server.closeAllConnections();
  server.close();
  remove();
});
