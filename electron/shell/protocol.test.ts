import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fakeElectron } from "./testing/fake-electron.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { registerPageScheme, servePage } = await import("./protocol.ts");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-page-"));
  mkdirSync(join(folder, "renderer", "assets"), { recursive: true });
  writeFileSync(join(folder, "renderer", "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "renderer", "assets", "index-Bx1.js"), "export {};");
  writeFileSync(join(folder, "renderer", "assets", "inter.woff2"), Buffer.from([0, 255]));
  writeFileSync(join(folder, "secret.txt"), "secret");
  mkdirSync(join(folder, "renderer-old"));
  writeFileSync(join(folder, "renderer-old", "secret.txt"), "secret");
  registerPageScheme();
  servePage(fake.module.protocol as never, join(folder, "renderer"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Hands the address on as it is: Chromium makes it canonical, but nothing here relies on that. */
async function ask(url: string, method = "GET"): Promise<Response> {
  const handler = fake.handlers.get("app") ?? expect.fail("the scheme is not served");
  return handler({ url, method } as Request);
}

test("the scheme is standard and secure, and does not step over the policy", () => {
  expect(fake.schemes).toEqual([{ scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
});

test.each([
  ["app://millrace/", "text/html; charset=utf-8", "<!doctype html>"],
  ["app://millrace/index.html?x#/p3", "text/html; charset=utf-8", "<!doctype html>"],
  ["app://millrace/assets/index-Bx1.js", "text/javascript; charset=utf-8", "export {};"],
])("%s is served as %s", async (url, type, text) => {
  const answer = await ask(url);
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, type, text]);
});

test("bytes come as they are", async () => {
  expect(new Uint8Array(await (await ask("app://millrace/assets/inter.woff2")).arrayBuffer())).toEqual(new Uint8Array([0, 255]));
});

test("every answer, a refusal too, carries the page's policy", async () => {
  const answers = await Promise.all([ask("app://millrace/"), ask("app://millrace/gone"), ask("app://millrace/", "POST")]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 404, 405]);
  for (const { headers } of answers) {
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; .*connect-src 'self'; .*base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect([headers.get("x-content-type-options"), headers.get("referrer-policy")]).toEqual(["nosniff", "no-referrer"]);
  }
});

test("a HEAD is answered without a body", async () => {
  const answer = await ask("app://millrace/", "HEAD");
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

test.each([
  "app://millrace/../secret.txt",
  "app://millrace/%2e%2e/secret.txt",
  "app://millrace/..%2fsecret.txt",
  "app://millrace/..%5csecret.txt",
  "app://millrace/assets/..%2f..%2fsecret.txt",
  "app://millrace/..%2frenderer-old%2fsecret.txt",
  "app://millrace//etc/passwd",
  "app://millrace/%00",
  "app://millrace/index.html%00.js",
  "app://millrace/%zz",
  "app://millrace/assets",
  "app://millrace/C:%2fWindows%2fwin.ini",
  "app://other/index.html",
  "file:///etc/passwd",
  "nonsense",
])("%s is refused", async (url) => {
  expect((await ask(url)).status).toBe(404);
});

test("no address whatever leads out of the page's folder", async () => {
  const part = fc.constantFrom("..", "%2e%2e", "..%2f", "%5c..", "/", "%2f", "secret.txt", "renderer-old", ".", "%00", "assets", "~");
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
      const answer = await ask(`app://millrace/${parts.join("/")}`);
      return (await answer.text()) !== "secret";
    }),
  );
});
