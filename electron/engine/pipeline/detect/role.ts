import type { Phase } from "../../../../shared/pipeline/phases.ts";

/**
 * What a stage is for. Two tools in one folder that offer the same purpose are told apart by it: a task runner adds only
 * what no toolchain does already.
 */
export type Role = "install" | "format" | "lint" | "types" | "check" | "build" | "test" | "image";

/** The board's column for each purpose. */
export const phaseOfRole: Readonly<Record<Role, Phase>> = {
  install: "build",
  format: "code",
  lint: "code",
  types: "code",
  check: "code",
  build: "build",
  test: "test",
  image: "build",
};
