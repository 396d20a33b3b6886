import { createHash, timingSafeEqual } from "node:crypto";

/** What a request says of itself, as far as it decides whether it is let in. Absent headers are `undefined`. */
export interface LoopbackRequest {
  readonly method: string | undefined;
  /** The request's target as sent: path and query. */
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

/** What guards one host: its port and the secret that its window was given. */
export interface LoopbackGuard {
  readonly port: number;
  readonly token: string;
  /**
   * Digests of tokens that are good for one request. An address that is handed to a browser stands in the process list
   * for everyone to read, so it carries one of these.
   */
  readonly oneTimeDigests: ReadonlySet<string>;
}

/** Why a request is turned away, with the HTTP status that says so. */
export type LoopbackRefusal =
  | { readonly status: 403; readonly why: "foreign-host" | "foreign-origin" | "no-token" | "wrong-token" }
  | { readonly status: 400; readonly why: "malformed-target" }
  | { readonly status: 405; readonly why: "method" }
  | { readonly status: 414; readonly why: "long-target" };

/** The decision about one request. `path` is decoded by nobody: it is compared with known paths as it stands. */
export type LoopbackDecision =
  | { readonly type: "refuse"; readonly refusal: LoopbackRefusal }
  | { readonly type: "let-in"; readonly path: string; readonly by: "cookie" | "token" }
  /** The caller takes the digest out of the guard's set. */
  | { readonly type: "let-in"; readonly path: string; readonly by: "one-time-token"; readonly digest: string };

/** Ours are under 100 characters; anything long is a mistake or an attack. */
const maxTargetCharacters = 2_048;

/** The cookie's name holds the port: cookies do not know ports, and two hosts on one machine must not overwrite each other's. */
export function cookieName(port: number): string {
  return `millrace-${port}`;
}

/** The value of the header that hands the token to the browser: out of reach of scripts and of other sites. */
export function cookieHeader(guard: LoopbackGuard): string {
  return `${cookieName(guard.port)}=${guard.token}; Path=/; HttpOnly; SameSite=Strict`;
}

/**
 * Decides about a request before anything else looks at it. In this order: a foreign Host is turned away whatever it
 * knows (a name of another site that was rebound to 127.0.0.1), then a foreign Origin (a page of another site), then
 * whoever does not have the token. Programs other than browsers send no Origin; they need the token all the same.
 */
export function decideAccess(request: LoopbackRequest, guard: LoopbackGuard): LoopbackDecision {
  const hosts = [`127.0.0.1:${guard.port}`, `localhost:${guard.port}`];
  if (request.host === undefined || !hosts.includes(request.host)) return refuse({ status: 403, why: "foreign-host" });
  if (request.origin !== undefined && !hosts.some((host) => request.origin === `http://${host}`)) {
    return refuse({ status: 403, why: "foreign-origin" });
  }
  if (request.method !== "GET" && request.method !== "HEAD") return refuse({ status: 405, why: "method" });
  const target = request.target ?? "";
  if (target.length > maxTargetCharacters) return refuse({ status: 414, why: "long-target" });
  // A proxy's absolute form and `*` are nothing that a browser asks of us.
  if (!target.startsWith("/")) return refuse({ status: 400, why: "malformed-target" });
  const [path = "", query = ""] = target.split("?", 2);
  const given = new URLSearchParams(query).get("token");
  if (given !== null) return decideByToken(path, given, guard);
  const kept = cookieValues(request.cookie, cookieName(guard.port));
  if (kept.length === 0) return refuse({ status: 403, why: "no-token" });
  if (!kept.some((value) => isSameSecret(value, guard.token))) return refuse({ status: 403, why: "wrong-token" });
  return { type: "let-in", path, by: "cookie" };
}

function decideByToken(path: string, given: string, guard: LoopbackGuard): LoopbackDecision {
  if (isSameSecret(given, guard.token)) return { type: "let-in", path, by: "token" };
  const digest = digestOf(given);
  return guard.oneTimeDigests.has(digest)
    ? { type: "let-in", path, by: "one-time-token", digest }
    : refuse({ status: 403, why: "wrong-token" });
}

/** What is kept of a one-time token. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

function refuse(refusal: LoopbackRefusal): LoopbackDecision {
  return { type: "refuse", refusal };
}

/** All values under a name: a browser may send several, and the oldest is not always the right one. */
function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** Takes the same time wherever the difference is; digests make the lengths equal, which the comparison asks for. */
function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(createHash("sha256").update(given).digest(), createHash("sha256").update(secret).digest());
}
