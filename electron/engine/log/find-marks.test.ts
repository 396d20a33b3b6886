import { expect, test } from "vitest";
import { kindOf } from "./find-marks.ts";

test.each([
  "src/a.ts:12:5 - error TS2304: Cannot find name",
  "src/a.ts(12,5): error TS2304: Cannot find name",
  "error[E0308]: mismatched types",
  "main.c:3:10: error: expected ';'",
  "main.c:3:10: fatal error: x.h: No such file or directory",
  "npm ERR! code ELIFECYCLE",
  "npm error code ELIFECYCLE",
  " FAIL  src/x.test.ts > y",
  "--- FAIL: TestWheel (0.00s)",
  "\u2717 turns the wheel",
  "not ok 3 - turns the wheel",
  "AssertionError: expected 1 to be 2",
  "TypeError [ERR_INVALID_ARG_TYPE]: bad",
  "java.lang.IllegalStateException: no water",
  "Traceback (most recent call last):",
  "thread 'main' panicked at src/main.rs:2:5:",
  "panic: runtime error: index out of range",
  "make: *** [Makefile:3: all] Error 2",
  "sh: 1: millwheel: not found",
  "fatal: not a git repository",
  "test result: FAILED. 1 passed; 1 failed",
  "[ERROR] BUILD FAILURE",
  "wheel.c:(.text+0xac): undefined reference to `turn'",
  "/usr/bin/ld: wheel.o: in function `turn': multiple definition of `turn'; main.o: first defined here",
  "  12:5  error  Unexpected var  no-var",
  "\u001b[2K\u001b[1G\u001b[31merror\u001b[39m Command failed with exit code 2.",
  `Error ${"-".repeat(80)} src/index.js:94:21`,
])("an error: %s", (line) => {
  expect(kindOf(line)).toBe("error");
});

test.each([
  "main.c:3:1: warning: unused",
  "warning: unused variable",
  "[WARN] slow",
  "(node:1) DeprecationWarning: old",
  "npm warn deprecated x",
  "\u26a0 careful",
])("a warning: %s", (line) => {
  expect(kindOf(line)).toBe("warning");
});

test.each([
  "0 errors, 0 warnings",
  "src/error-handling.ts ok",
  "FAIL 0",
  "ERROR: 0",
  "Failed: 0",
  "all tests passed",
  "ok 1 - reports an error",
  "fixes an undefined reference to the wheel",
  "",
])("nothing: %s", (line) => {
  expect(kindOf(line)).toBeNull();
});

test("a line is read in bounded time, whatever is in it", () => {
  for (const unit of ["A", "Error", "*** ", "error ", ": not found", "1:1 ", "\u2717"])
    expect(() => kindOf(unit.repeat(1_000_000))).not.toThrow();
});
