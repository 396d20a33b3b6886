import type { Fingerprint, FingerprintDifference } from "../../../shared/contract/fingerprint.ts";

/** What a difference is worth as an explanation, the most first. */
export type Importance = keyof typeof ranks;

/** A difference, and what it is worth. */
export type RankedDifference = FingerprintDifference & { readonly importance: Importance };

/**
 * What is not as it was, the likeliest cause of another result first: a program that came, went or changed in its first
 * number; a lock file; a smaller change of a program; the system; variables that builds are known to read; what rarely
 * matters; all other variables. By name within each. A version that is not known differs from nothing.
 */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): FingerprintDifference[] {
  return rankDifferences(before, after).map(({ importance: _, ...difference }) => difference);
}

/** The same, each with what it is worth. */
export function rankDifferences(before: Fingerprint, after: Fingerprint): RankedDifference[] {
  const ranked: RankedDifference[] = [
    ...compareTools(before, after),
    ...compareLockFiles(before, after),
    ...compareSystems(before, after),
    ...compareVariables(before, after),
  ];
  return ranked.sort((left, right) => ranks[left.importance] - ranks[right.importance] || (left.name < right.name ? -1 : 1));
}

const ranks = { tool: 0, lockFile: 1, smallToolChange: 2, system: 3, telling: 4, rarely: 5, variable: 6 } as const;

function compareTools(before: Fingerprint, after: Fingerprint): RankedDifference[] {
  return pairs(before.tools, after.tools, ({ name }) => name).flatMap(([name, was, is]): RankedDifference[] => {
    const kind = "tool" as const;
    if (was === null || is === null)
      return [{ kind, name, before: was === null ? null : named(was), after: is === null ? null : named(is), importance: "tool" }];
    if (was.version !== null && is.version !== null && was.version !== is.version) {
      const isLarge = firstNumber(was.version) !== firstNumber(is.version);
      return [{ kind, name, before: was.version, after: is.version, importance: isLarge ? "tool" : "smallToolChange" }];
    }
    if (was.path !== is.path) return [{ kind, name, before: was.path, after: is.path, importance: "rarely" }];
    return [];
  });
}

function named({ version, path }: Fingerprint["tools"][number]): string {
  return version ?? path;
}

function firstNumber(version: string): string {
  return /\d+/.exec(version)?.[0] ?? version;
}

function compareLockFiles(before: Fingerprint, after: Fingerprint): RankedDifference[] {
  return pairs(before.lockFiles, after.lockFiles, ({ path }) => path).flatMap(([name, was, is]): RankedDifference[] =>
    was?.sha256 === is?.sha256
      ? []
      : [{ kind: "lock-file", name, before: was?.sha256 ?? null, after: is?.sha256 ?? null, importance: "lockFile" }],
  );
}

/** What of a system rarely decides anything. */
const rarelyMatter = new Set<string>(["cores", "memoryMiB", "node", "millrace"]);

function compareSystems(before: Fingerprint, after: Fingerprint): RankedDifference[] {
  const names = Object.keys(after.system) as (keyof Fingerprint["system"])[];
  return names
    .filter((name) => before.system[name] !== after.system[name])
    .map((name) => ({
      ...{ kind: "system", name, before: String(before.system[name]), after: String(after.system[name]) },
      importance: rarelyMatter.has(name) ? "rarely" : "system",
    }));
}

/** Variables that compilers, package managers and test runners are known to read. */
const telling =
  /^(CI|CC|CXX|AR|LD|PATH|HOME|TZ|LANG|DEBUG|VERBOSE|DISPLAY)$|^(C|CXX|CPP|LD|MAKE|RUST|GO)FLAGS$|^(NODE|NPM|YARN|PNPM|BUN|JAVA|JDK|MAVEN|GRADLE|PYTHON|PIP|UV|POETRY|VIRTUAL_ENV|CONDA|CARGO|RUST|RUSTUP|GO|GEM|BUNDLE|RUBY|PHP|COMPOSER|DOTNET|DOCKER|CMAKE|LC|LD|DYLD|SSL|AWS|GITHUB|GITLAB)(_|PATH$|ROOT$|OPT$|$)|(^|_)proxy$/i;

function compareVariables(before: Fingerprint, after: Fingerprint): RankedDifference[] {
  const set = "set";
  return pairs(before.variables, after.variables, (name) => name).flatMap(([name, was, is]): RankedDifference[] =>
    was !== null && is !== null
      ? []
      : [
          {
            ...{ kind: "variable", name, before: was === null ? null : set, after: is === null ? null : set },
            importance: telling.test(name) ? "telling" : "variable",
          },
        ],
  );
}

/** Both sides of everything that is on either, by its key. */
function pairs<T>(before: readonly T[], after: readonly T[], keyOf: (value: T) => string): [string, T | null, T | null][] {
  const was = new Map(before.map((value) => [keyOf(value), value]));
  const is = new Map(after.map((value) => [keyOf(value), value]));
  return [...new Set([...was.keys(), ...is.keys()])].map((key) => [key, was.get(key) ?? null, is.get(key) ?? null]);
}
