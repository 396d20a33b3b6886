import { createReadStream, readdirSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { pageHeaders } from "../../shared/page-policy.ts";

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The window's files by the path that a browser asks for. */
export type StaticFiles = ReadonlyMap<string, string>;

/**
 * Lists the window's files once. A request is answered from this list or not at all: no path from outside ever reaches
 * the file system, so there is nothing to climb out of. Symbolic links are left out.
 */
export function listStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).replaceAll("\\", "/").replace(/^\/*/, "/");
    files.set(path, file);
    if (path === "/index.html") files.set("/", file);
  }
  return files;
}

/** The headers of every answer: the page loads from this host alone, and speaks with nobody but it. */
export function securityHeaders(port: number): Record<string, string> {
  return pageHeaders([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]);
}

/**
 * Answers with a file. Names below `/assets/` hold a hash of the content and may be kept for ever; all else is asked
 * for anew, so that a newer build shows at once.
 */
export function sendFile(response: ServerResponse, path: string, file: string, isHead: boolean): void {
  response.setHeader("Content-Type", contentTypes[extname(file)] ?? "application/octet-stream");
  response.setHeader("Cache-Control", path.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-cache");
  if (isHead) {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  // The file went away under us, as when the application is built anew: the reader is told, and nothing else breaks.
  stream.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(404).end()));
  stream.pipe(response);
}
