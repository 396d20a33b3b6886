import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { editorCall, fileInProject } from "./editor.ts";

const target = { file: "/p/a b.ts", line: 4, column: 7 };

test("the person's own command line comes first, without a shell", () => {
  expect(editorCall('"/opt/my editor" -l {line} {file}', target, () => true, "linux")).toEqual({
    ok: true,
    value: { program: "/opt/my editor", args: ["-l", "4", "/p/a b.ts"] },
  });
  expect(editorCall("vim", target, () => false, "linux")).toEqual({ ok: true, value: { program: "vim", args: ["/p/a b.ts"] } });
});

test("a known editor opens at the line, the system's opener is the last resort, and none is said", () => {
  expect(editorCall("", target, (program) => program === "zed" || program === "xdg-open", "linux")).toEqual({
    ok: true,
    value: { program: "zed", args: ["/p/a b.ts:4:7"] },
  });
  expect(editorCall("", target, (program) => program === "xdg-open", "linux")).toMatchObject({ value: { program: "xdg-open" } });
  expect(editorCall("", target, () => false, "linux")).toMatchObject({ ok: false, failure: { code: "editor-failed" } });
});

test("only the project's own files are found", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-editor-"));
  try {
    const project = join(folder, "project");
    mkdirSync(join(project, "src"), { recursive: true });
    writeFileSync(join(project, "src/a.ts"), "");
    writeFileSync(join(folder, "secret"), "");
    symlinkSync(join(folder, "secret"), join(project, "link"));
    const found = { ok: true, value: realpathSync(join(project, "src/a.ts")) };
    expect(await fileInProject(project, "src/a.ts")).toEqual(found);
    expect(await fileInProject(project, join(project, "src/a.ts"))).toEqual(found);
    for (const path of ["../secret", "link", join(folder, "secret"), "src", "nowhere", "src/../../secret"]) {
      expect(await fileInProject(project, path)).toMatchObject({ ok: false, failure: { code: "not-found" } });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
