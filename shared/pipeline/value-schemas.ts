import { z } from "zod";
import { parseDuration } from "../time.ts";

/*
 * The single values of `millrace.yml`, from which the schemas of its parts are made.
 */

/** How a stage is named: it becomes an article's name, a folder and part of a variable, so it stays simple. */
export const stageNamePattern = /^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,99}$/;

/** An environment variable's name (POSIX.1-2024, 8.1; lower case is allowed because tools use it). */
export const variableNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that carry the product's own meaning into a stage; a file may not set them. */
export const reservedVariablePrefix = "MILLRACE_";

/*
 * What a check in code refuses, JSON Schema says as a pattern wherever it can, so that editors refuse it, too. A test
 * holds the two together.
 */
const durationPattern = "^\\s*\\d+(\\.\\d+)?(ms|s|m|h|d)(\\s+\\d+(\\.\\d+)?(ms|s|m|h|d))*\\s*$";
const insidePattern = "^(?![/~]|[A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$))";
const variableKeyPattern = `^(?!${reservedVariablePrefix})[A-Za-z_][A-Za-z0-9_]*$`;

/** See `parseDuration`. */
export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== null, {
    error: 'expected a duration above zero and up to 30 days, such as "90s", "10m" or "1h 30m"',
  })
  .meta({ description: "A duration, such as 90s, 10m or 1h 30m.", pattern: durationPattern });

/** What may stand where a text is meant: YAML reads `1` and `true` as something else, and they become text again. */
export const scalarSchema = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => String(value))
  .refine((value) => !value.includes("\0"), { error: "an environment variable cannot hold a NUL character" });

/** The name of a variable that a file may set. */
export const variableNameSchema = z
  .string()
  .regex(variableNamePattern, { error: "expected a variable name: letters, digits and _, not starting with a digit" })
  .refine((name) => !name.startsWith(reservedVariablePrefix), {
    error: `names that start with ${reservedVariablePrefix} are set by Millrace itself`,
  })
  .meta({ pattern: variableKeyPattern });

/** Variables of a pipeline, a stage or a step. */
export const envSchema = z
  .record(variableNameSchema, scalarSchema)
  .meta({ description: "Environment variables. Values reach the command only this way; nothing is substituted in its text." });

/** A script. */
export const commandSchema = z
  .string()
  .refine((text) => text.trim() !== "", { error: "expected a command" })
  .refine((text) => !text.includes("\0"), { error: "a command cannot hold a NUL character" })
  .meta({ pattern: "\\S" });

/** See `shellCommand` of the engine. */
export const shellSchema = z.string().min(1).meta({
  description:
    "The shell that runs the script: sh, bash, zsh, fish, pwsh, powershell, cmd, node, python, or a command line such as `bash -euo pipefail -c`, to which the script is added as the last argument. Default: sh -e, on Windows PowerShell.",
});

/** A folder or file inside the project, written with `/`. Leaving the project is refused here already. */
export const relativePathSchema = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !/^[A-Za-z]:/.test(path) && !path.startsWith("~"), {
    error: "expected a path inside the project, written relative to its folder",
  })
  .refine((path) => !path.split(/[\\/]/).includes(".."), { error: 'a path may not leave the project (it has "..")' })
  .meta({ pattern: insidePattern });
