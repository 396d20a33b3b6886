/** The part of npm's lock file (version 3) that is looked at here: packages by their place, such as `node_modules/a/node_modules/b`. */
export interface LockFile {
  packages: Record<string, LockedPackage>;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package that the lock file should hold and does not. */
export interface LockHole {
  /** Where it belongs. */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  /** Who wants it. */
  readonly wantedBy: string;
}

/**
 * Finds the optional packages that are wanted and not locked. npm leaves them out, silently, when the registry at hand
 * does not have them, as mirrors do that keep some platforms only. Then `npm ci` refuses the file everywhere, and other
 * platforms never get their binaries.
 */
export function findHoles(lock: LockFile): LockHole[] {
  return Object.entries(lock.packages).flatMap(([wantedBy, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => !isLocked(lock, wantedBy, name, version))
      .map(([name, version]) => ({
        name,
        version,
        wantedBy,
        place: placeFor(lock, wantedBy, name),
      })),
  );
}

/**
 * Fills the holes: with the version that is wanted, and the platform that the package's name tells. npm takes the rest
 * from the registry when it installs on such a platform; there is no checksum, because nobody here has seen the file.
 */
export function fillHoles(lock: LockFile): LockFile {
  const filled = findHoles(lock).map(({ place, name, version, wantedBy }) => {
    const entry = { version, ...(lock.packages[wantedBy]?.dev === true ? { dev: true } : {}), optional: true, ...platformOf(name) };
    return [place, entry] as const;
  });
  const packages = { ...lock.packages, ...Object.fromEntries(filled) };
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Beside the one that wants it, as npm would, or inside it when another version is there. */
function placeFor(lock: LockFile, wantedBy: string, name: string): string {
  const beside = `${wantedBy.slice(0, wantedBy.lastIndexOf("node_modules/"))}node_modules/${name}`;
  return beside in lock.packages ? `${wantedBy}/node_modules/${name}` : beside;
}

/** Whether Node would find `name` from `wantedBy`, in the version that is wanted where that is an exact one. */
function isLocked(lock: LockFile, wantedBy: string, name: string, version: string): boolean {
  for (let at = wantedBy; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const found = lock.packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`];
    if (found !== undefined) return found.version === version || !/^\d/.test(version);
    if (at === "") return false;
  }
}

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** `…-linux-arm64-musl` says it all; what says nothing is for every platform. */
function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}), ...(libc.length > 0 ? { libc } : {}) };
}
