import type { FileIndex } from "./file-index.ts";

/** A path as a report has it, and what the report says of where it belongs. */
export interface ReportedPath {
  readonly path: string;
  /** The report's own folders, which relative paths may be below. */
  readonly roots: readonly string[];
  /** The folder that the report lies in, relative to the project, with `/`; empty for the project itself. */
  readonly reportFolder: string;
}

/** What a path can be a path in. */
export interface ProjectGround {
  /** Absolute folders that are the project: where it ran, and where it is usually. */
  readonly folders: readonly string[];
  readonly files: FileIndex;
}

/** Which file of the project is meant. */
export type FilePlace =
  | { readonly kind: "placed"; readonly path: string }
  /** It is a file of the machine, not of the project. */
  | { readonly kind: "outside" }
  /** Several files may be meant, the first of which are named; `path` is the report's own. */
  | { readonly kind: "ambiguous"; readonly path: string; readonly candidates: readonly string[] };

interface Parts {
  /** With the drive, in Windows; empty for a relative path. */
  readonly start: string;
  readonly parts: readonly string[];
}

/**
 * Finds the file of the project that a report means. Absolute paths are those below the project; those of another machine
 * or container count when they end with the whole path of a file in a folder. Relative ones are tried below the report's own roots, then below the
 * folders around the report, the nearest first; then it must be the only file that ends alike. What is not among the
 * project's files, such as generated code, keeps its path.
 */
export function placeFile(reported: ReportedPath, ground: ProjectGround): FilePlace {
  const own = partsOf(reported.path);
  if (own.start !== "") return placeAbsolute(own, ground);
  const rooted = reported.roots.map((root) => joined(partsOf(root), own)).filter((path) => path !== null);
  for (const path of rooted) {
    const place = path.start === "" ? null : placeAbsolute(path, ground);
    if (place?.kind === "placed" && ground.files.has(place.path)) return place;
  }
  const bases = [...rooted.filter(({ start }) => start === ""), ...aroundReport(reported.reportFolder, own)];
  const found = bases.map(({ parts }) => parts.join("/")).find((path) => ground.files.has(path));
  if (found !== undefined) return { kind: "placed", path: found };
  return placeByEnd(own, rooted, ground);
}

function placeAbsolute(path: Parts, ground: ProjectGround): FilePlace {
  const below = belowProject(path, ground.folders);
  if (below !== null) return { kind: "placed", path: below };
  const whole = path.parts.join("/");
  const match = ground.files.endingLike(whole);
  const [only = ""] = match.paths;
  // A single name, such as index.js, may be anyone's.
  return match.parts >= 2 && match.paths.length === 1 && match.parts === only.split("/").length
    ? { kind: "placed", path: only }
    : { kind: "outside" };
}

function placeByEnd(own: Parts, rooted: readonly Parts[], ground: ProjectGround): FilePlace {
  const plain = own.parts.filter((part) => part !== "..").join("/");
  const match = ground.files.endingLike(plain);
  const isWhole = match.parts === plain.split("/").length || match.paths.some((path) => path.split("/").length === match.parts);
  if (match.parts >= 2 || (match.parts === 1 && isWhole)) {
    const [only] = match.paths;
    return match.paths.length === 1 && only !== undefined
      ? { kind: "placed", path: only }
      : { kind: "ambiguous", path: plain, candidates: match.paths };
  }
  for (const path of rooted) {
    const below = path.start === "" ? null : belowProject(path, ground.folders);
    if (below !== null) return { kind: "placed", path: below };
  }
  const isRootedElsewhere = rooted.length > 0 && rooted.every(({ start }) => start !== "");
  return own.parts.includes("..") || isRootedElsewhere || plain === "" ? { kind: "outside" } : { kind: "placed", path: plain };
}

function belowProject(path: Parts, folders: readonly string[]): string | null {
  for (const folder of folders) {
    const { start, parts } = partsOf(folder);
    // Windows does not tell capitals apart.
    const same = (one: string, other: string) => (start.length > 1 ? one.toLowerCase() === other.toLowerCase() : one === other);
    const isBelow =
      same(start, path.start) && path.parts.length > parts.length && parts.every((part, at) => same(part, path.parts[at] ?? ""));
    if (isBelow) return path.parts.slice(parts.length).join("/");
  }
  return null;
}

/** Below the folder of the report, the one around it, and so on. */
function aroundReport(reportFolder: string, own: Parts): Parts[] {
  const around = reportFolder.split("/").filter((part) => part !== "");
  const bases = Array.from({ length: around.length + 1 }, (_, up) => ({ start: "", parts: around.slice(0, around.length - up) }));
  return bases.map((base) => joined(base, own)).filter((path) => path !== null);
}

/** `null` when it would lead above its base. */
function joined(base: Parts, own: Parts): Parts | null {
  const parts = resolved([...base.parts, ...own.parts]);
  return parts.includes("..") ? null : { start: base.start, parts };
}

/** Reads a path of any system, and the addresses of files that some tools write. */
function partsOf(path: string): Parts {
  const plain = path.replace(/^file:\/\//, "");
  const isWindows = /^\/?[A-Za-z]:[\\/]/.test(plain) || (plain.includes("\\") && !plain.includes("/"));
  const uniform = isWindows ? plain.replaceAll("\\", "/").replace(/^\/(?=[A-Za-z]:)/, "") : plain;
  const drive = isWindows ? (/^[A-Za-z]:/.exec(uniform)?.[0] ?? "") : "";
  const rest = uniform.slice(drive.length);
  const parts = resolved(rest.split("/"));
  const isAbsolute = rest.startsWith("/");
  return { start: isAbsolute ? `${drive}/` : "", parts: isAbsolute ? parts.filter((part) => part !== "..") : parts };
}

/** Without `.`, empty parts and what `..` takes back; a `..` that leads above the start stays. */
function resolved(parts: readonly string[]): string[] {
  const left: string[] = [];
  for (const part of parts) {
    if (part === "" || part === ".") continue;
    if (part === ".." && left.length > 0 && left.at(-1) !== "..") left.pop();
    else left.push(part);
  }
  return left;
}
