import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../bootstrap/root.mjs";

/*
 * A class that a style sheet does not have is no fault to the compiler: the element is drawn without it, and only an eye sees
 * that.
 */

/** The names that a text takes from a style sheet, such as `bar` of `styles.bar`. */
function namesTaken(text: string, sheet: string): string[] {
  return [...text.matchAll(new RegExp(`(?<![\\w.])${sheet}\\.([A-Za-z]\\w*)`, "g"))].map(([, name = ""]) => name);
}

test("every class that a component takes from its style sheet is there", () => {
  const missing = globSync("renderer/**/*.tsx", { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const withoutImports = text.replaceAll(/^import .*$/gm, "");
    return [...text.matchAll(/^import (\w+) from "(\.[^"]+\.module\.css)";$/gm)].flatMap(([, sheet = "", path = ""]) => {
      const css = readFileSync(join(root, dirname(file), path), "utf8");
      return [...new Set(namesTaken(withoutImports, sheet))]
        .filter((name) => !new RegExp(`\\.${name}(?![\\w-])`).test(css))
        .map((name) => `${file}: ${sheet}.${name} is not in ${path}`);
    });
  });
  expect(missing).toEqual([]);
});
