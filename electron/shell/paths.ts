import { join, sep } from "node:path";

/*
 * Where the parts of the application lie, seen from the bundled main script in `build/out/shell`. The same places hold
 * in the packaged application, where all of it is inside `app.asar`, except what other processes execute.
 */

/** The parts of an application whose main script is in `shellFolder`. */
export function applicationPaths(shellFolder: string) {
  return {
    /** The page, served by its own scheme. */
    page: join(shellFolder, "..", "renderer"),
    preload: join(shellFolder, "..", "preload", "preload.cjs"),
    engine: unpacked(join(shellFolder, "..", "node", "engine-process.js")),
    trayPictures: join(shellFolder, "..", "..", "package", "tray"),
    icon: join(shellFolder, "..", "..", "package", "icons", "512x512.png"),
  };
}

/**
 * The engine starts run hosts from beside itself, with Electron as plain Node, and loads SQLite's native module. Both
 * have to be real files, so that electron-builder keeps `build/out/node` outside the archive.
 */
function unpacked(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
}
