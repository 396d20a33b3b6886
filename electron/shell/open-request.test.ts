import { resolve } from "node:path";
import { expect, test } from "vitest";
import { folderOf, folderOfUrl, invocationOf, readInvocation } from "./open-request.ts";

test.each([
  ["a packaged start", ["/opt/Millrace/millrace", "shop"], true, "/home/ada/shop"],
  ["an absolute path", ["/opt/Millrace/millrace", "/srv/shop"], true, "/srv/shop"],
  ["no path", ["/opt/Millrace/millrace"], true, null],
  ["Chromium's own switches", ["millrace", "--no-sandbox", "--original-process-start-time=13", "shop"], true, "/home/ada/shop"],
  ["a folder that begins with a dash", ["millrace", "--", "-shop"], true, "/home/ada/-shop"],
  ["an empty argument", ["millrace", "", "shop"], true, "/home/ada/shop"],
  ["a start while developing", ["electron", "/src/millrace", "shop"], false, "/home/ada/shop"],
  ["switches before the application", ["electron", "--inspect=0", "/src/millrace", "shop"], false, "/home/ada/shop"],
  ["no path while developing", ["electron", "/src/millrace"], false, null],
])("%s", (_what, argv, isPackaged, expected) => {
  expect(folderOf(invocationOf(argv, isPackaged, "/home/ada"))).toBe(expected === null ? null : resolve(expected));
});

test("what a second start sent is read back, and nothing else is believed", () => {
  const invocation = invocationOf(["millrace", "shop"], true, "/home/ada");
  expect(readInvocation(structuredClone(invocation))).toEqual(invocation);
  const others = [
    null,
    undefined,
    "shop",
    {},
    { arguments: ["shop"] },
    { arguments: [1], workingDirectory: "/" },
    { arguments: "shop", workingDirectory: "/" },
  ];
  expect(others.map(readInvocation)).toEqual(others.map(() => null));
});

test.each([
  ["millrace://open?path=%2Fhome%2Fada%2Fmy%20shop", "/home/ada/my shop"],
  ["millrace://open?path=shop", null],
  ["millrace://open?path=%2F%2Fserver%2Fshare", null],
  ["millrace://open?path=%5C%5Cserver%5Cshare", null],
  ["millrace://open?path=%2Fhome%00", null],
  ["millrace://open", null],
  ["millrace://run?path=%2Fhome", null],
  ["https://open?path=%2Fhome", null],
  ["nonsense", null],
])("the address %s asks for %s", (address, expected) => {
  expect(folderOfUrl(address)).toBe(expected);
});
