import { createHash } from "node:crypto";
import { makeRepository } from "../fixtures/repository.ts";

/*
 * A project that uses everything a pipeline file can say, in stages of some hundredths of a second each, which leave marks
 * of what they really did.
 */

/** The name of its only secret. */
export const secretName = "TOKEN";

/** How many lines the stage `big` writes. */
export const bigLines = 60_000;

/** The exit code of a stage that finds something that cannot be. */
export const impossibleExit = 99;

const mark = (what: string) => `: > "$MARKS/${what}-$MILLRACE_STAGE_RUN"`;

/** A script between its marks; `end` is what it ends with. */
function marked(script: string, end = ""): string {
  return `${mark("begun")}; ${script}; ${mark("done")}${end === "" ? "" : `; ${end}`}`;
}

const mustBe = (what: string) => `if ! ${what}; then echo impossible; exit ${impossibleExit}; fi`;

/** A comparison that was itself killed shows nothing. */
const mustEqual = (one: string, other: string) =>
  `code=0; cmp ${one} ${other} || code=$?; if [ $code = 1 ]; then ls -l out src; exit ${impossibleExit}; elif [ $code -gt 1 ]; then exit 1; fi`;

const stages = {
  prepare: { phase: "code", run: marked("sleep 0.2; echo prepared") },
  unit: {
    phase: "test",
    needs: ["prepare"],
    matrix: { shard: [1, 2, 3] },
    "max-parallel": 2,
    run: marked('sleep 0.3; echo "shard $MATRIX_SHARD"'),
  },
  flaky: {
    phase: "test",
    retry: { attempts: 3, backoff: "300ms", factor: 2 },
    run: marked('echo "attempt $MILLRACE_ATTEMPT"', 'test "$MILLRACE_ATTEMPT" -ge 2'),
  },
  lint: { phase: "code", "allow-failure": true, run: marked("echo untidy", "exit 1") },
  made: {
    phase: "build",
    needs: ["prepare"],
    cache: { inputs: ["src/**"], outputs: ["out/**"] },
    run: marked("set -e; mkdir -p out; cat src/input > out/made; sleep 0.1; cat src/input >> out/made; cat src/input > out/second"),
  },
  "use-made": {
    phase: "test",
    needs: ["made"],
    run: marked(
      `mkdir -p dist; cat src/input src/input > dist/expected || exit 1; ${mustEqual("dist/expected", "out/made")}; ${mustEqual("src/input", "out/second")}`,
    ),
  },
  wild: { phase: "test", run: marked("(setsid sleep 600 &); (setsid sh -c 'trap \"\" TERM; sleep 600' &); echo wild") },
  big: { phase: "test", run: marked(`seq 1 ${bigLines}`) },
  secret: {
    phase: "build",
    secrets: [secretName],
    run: marked(
      `echo "with $${secretName}"; echo "token=$${secretName}" >> "$MILLRACE_OUTPUT"; echo "# $${secretName}" > "$MILLRACE_SUMMARY"; sleep 0.2`,
    ),
  },
  told: { phase: "build", run: marked('echo "value=$MILLRACE_STAGE_RUN" >> "$MILLRACE_OUTPUT"') },
  pack: {
    phase: "release",
    needs: ["told", "unit", "flaky", "lint"],
    artifacts: ["dist/pack.txt"],
    run: marked(`${mustBe('test -n "$NEEDS_TOLD_VALUE"')}; mkdir -p dist; echo "$NEEDS_TOLD_VALUE" > dist/pack.txt; sleep 0.05`),
  },
  never: { phase: "release", if: 'branch == "nowhere"', run: marked("echo never") },
  tidy: { phase: "operate", needs: ["pack", "use-made"], if: "always()", run: marked("sleep 0.05; echo tidied") },
  gate: { phase: "deploy", needs: ["pack", "use-made", "big", "wild", "secret"], approval: "Ship it?" },
  ship: { phase: "deploy", needs: ["gate"], run: marked("sleep 0.3; echo shipped") },
} as const;

/** Makes one in `folder`. */
export function makeMixedProject(folder: string): string {
  return makeRepository(folder, {
    "millrace.yml": JSON.stringify({ version: 1, stages }),
    "src/input": inputText(0),
    ".gitignore": "out/\ndist/\n",
  });
}

/** One of several contents of its input. */
export function inputText(kind: number): string {
  const line = createHash("sha256").update(String(kind)).digest("hex");
  return `${line}\n`.repeat(200);
}

/** Stages that run something, and not only ask. */
export const scripted: ReadonlySet<string> = new Set(Object.entries(stages).flatMap(([name, stage]) => ("run" in stage ? [name] : [])));
