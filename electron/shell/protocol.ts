import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { type Protocol, protocol } from "electron";
import { pageOrigin } from "../../shared/contract/host.ts";
import { pageHeaders } from "../../shared/page-policy.ts";

const { protocol: schemeWithColon, host: pageHost } = new URL(pageOrigin);
const scheme = schemeWithColon.slice(0, -1);

const headers = pageHeaders();

/** What the bundler puts out. Anything else is sent as bytes without a meaning. */
const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Makes the page's scheme behave like https: relative addresses, an origin and storage of its own, and Chromium's
 * code cache. Must run before the application is ready, and once.
 */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the page from `root`, a folder of the application itself. Must run after the application is ready. */
export function servePage(target: Pick<Protocol, "handle">, root: string): void {
  target.handle(scheme, (request) => answer(root, request));
}

/** One answer of the page's scheme: a file below `root` with the page's headers, or a bare refusal. */
export async function answer(root: string, request: { readonly url: string; readonly method: string }): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const file = fileFor(root, request.url);
  if (file === null) return refuse(404);
  try {
    const bytes = await readFile(file);
    const contentType = contentTypes[extname(file)] ?? "application/octet-stream";
    return new Response(request.method === "HEAD" ? null : new Uint8Array(bytes), {
      headers: { ...headers, "Content-Type": contentType },
    });
  } catch {
    // Missing, a folder, or unreadable: for a page all the same.
    return refuse(404);
  }
}

/** The file that an address names; `null` when it names another host or would leave `root`. */
function fileFor(root: string, address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== schemeWithColon || url.host !== pageHost) return null;
  const path = decode(url.pathname);
  if (path === null || /[\0\\:]/.test(path)) return null;
  const file = join(root, path === "/" ? "index.html" : path);
  return file.startsWith(root + sep) ? file : null;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers });
}
