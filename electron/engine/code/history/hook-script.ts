/** How the command line of this installation is started: `file` by a Node, which under Electron is Electron itself. */
export interface CommandLine {
  readonly executable: string;
  readonly file: string;
  /** Where its data is, when that is not where it would look by itself. */
  readonly dataFolder: string | null;
}

/** Git's hooks that can run stages. */
export type HookName = "pre-commit" | "pre-push";

/** What a hook of ours is to do. */
export interface HookWish {
  readonly hook: HookName;
  readonly stages: readonly string[];
  /** The project's folder below the repository's top, with `/`; empty when it is the top. */
  readonly prefix: string;
  readonly commandLine: CommandLine;
  /** How the hook that was here before is run; see {@link interpreterOf}. `null` when there was none. */
  readonly kept: { readonly interpreter: string | null } | null;
}

/** The end of the name under which a hook that was there before is kept, beside ours. */
export const keptSuffix = ".millrace-kept";

const mark = "# millrace-hook 1 ";

/** The stages of a hook that is ours; `null` for anybody else's. */
export function stagesOfHook(text: string): string[] | null {
  const line = text.split("\n", 3).find((each) => each.startsWith(mark));
  if (line === undefined) return null;
  try {
    const stages: unknown = JSON.parse(line.slice(mark.length));
    return Array.isArray(stages) && stages.every((stage) => typeof stage === "string") ? stages : [];
  } catch {
    return [];
  }
}

/**
 * The shell of a hook's first line, as in `/bin/sh -e`; `null` for a program of any other kind. A shell's script is read
 * into a shell that has the hook's own name: many find their parts by it, such as those of husky.
 */
export function interpreterOf(beginning: string): string | null {
  const line = /^#!\s*([^\r\n]*)/.exec(beginning)?.[1]?.trim();
  return line !== undefined && /^(?:\/\S*\/)?(?:env\s+)?(?:\/\S*\/)?(?:sh|bash|dash|zsh|ksh)(?:\s+-[a-z]+)*$/.test(line) ? line : null;
}

/**
 * The hook as a shell's script. It runs what was there before, then the stages, whose failure keeps git from going on.
 * That Millrace is not there any more, or cannot run them, is said and keeps nobody from working.
 */
export function hookScript({ hook, stages, prefix, commandLine, kept }: HookWish): string {
  const { executable, file, dataFolder } = commandLine;
  const what = hook === "pre-commit" ? "commit" : "push";
  const words = stages.map(quoted).join(" ");
  const before =
    kept === null
      ? []
      : [
          `if [ -x "$0${keptSuffix}" ]; then`,
          kept.interpreter === null
            ? `  "$0${keptSuffix}" "$@" || exit $?`
            : `  ${kept.interpreter} -c '. "$0${keptSuffix}"' "$0" "$@" || exit $?`,
          "fi",
        ];
  return `${[
    "#!/bin/sh",
    `${mark}${JSON.stringify(stages)}`,
    `# Runs stages of Millrace before git ${what}s. "millrace code hooks ${hook} --off" takes it out again.`,
    ...(kept === null ? [] : [`# The hook that was here before is beside it, with ${keptSuffix} behind its name, and runs first.`]),
    ...before,
    'say() { echo "millrace: $*" >&2; }',
    `if ! git diff --quiet 2>/dev/null; then`,
    `  say 'There are changes that this ${what} does not hold. The stages run on the files as they lie here, with them.'`,
    "fi",
    // What git tells its hook about its own files would lead the git of a stage astray.
    "for name in $(env | sed -n 's/^\\(GIT_[A-Za-z_0-9]*\\)=.*/\\1/p'); do",
    '  case "$name" in GIT_SSH | GIT_SSH_COMMAND | GIT_CONFIG_GLOBAL | GIT_CONFIG_SYSTEM | GIT_CONFIG_NOSYSTEM) ;; *) unset "$name" ;; esac',
    "done",
    "unset MILLRACE_ASK MILLRACE_ASK_TOKEN SSH_ASKPASS SSH_ASKPASS_REQUIRE",
    // The run is kept as that of a hook.
    `MILLRACE_HOOK=${hook}`,
    "export MILLRACE_HOOK",
    ...(dataFolder === null ? [] : [`MILLRACE_HOME=${quoted(dataFolder)}`, "export MILLRACE_HOME"]),
    `if [ -x ${quoted(executable)} ] && [ -e ${quoted(file)} ]; then`,
    `  ELECTRON_RUN_AS_NODE=1 ${quoted(executable)} ${quoted(file)} run ${words} --project "./${escaped(prefix)}" </dev/null`,
    "elif command -v millrace >/dev/null 2>&1; then",
    `  millrace run ${words} --project "./${escaped(prefix)}" </dev/null`,
    "else",
    `  say ${quoted(`Millrace is not at ${file} any more, so ${stages.join(", ")} did not run. Set the hook again in Millrace, or remove it.`)}`,
    "  exit 0",
    "fi",
    "code=$?",
    'case "$code" in',
    "  0) exit 0 ;;",
    `  1) say 'A stage failed, so nothing was ${hook === "pre-commit" ? "committed" : "pushed"}. git ${what} --no-verify does it all the same.'; exit 1 ;;`,
    `  130 | 143) say 'It was stopped, so nothing was ${hook === "pre-commit" ? "committed" : "pushed"}.'; exit "$code" ;;`,
    `  *) say 'The stages could not run, for the reason above; git goes on without them.'; exit 0 ;;`,
    "esac",
  ].join("\n")}\n`;
}

/** One word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A part of what stands in double quotes. */
function escaped(text: string): string {
  return text.replaceAll(/[\\"$`]/g, "\\$&");
}
