import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { Socket } from "node:net";
import type { PhasesOfCheck } from "../../../../shared/contract/monitors.ts";
import { networkReason } from "../../../../shared/network-words.ts";
import type { PlannedCheck } from "../../../../shared/pipeline/planned-monitor.ts";
import { bad, type Found, good } from "./found.ts";

type HttpCheck = Extract<PlannedCheck, { kind: "http" }>;

/** So much of a body is read. */
const mostBodyBytes = 1024 * 1024;

interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly phases: PhasesOfCheck;
}

/**
 * One request, and those that redirects lead to, each on a connection of its own. Secrets of headers and body, as `$NAME`,
 * go to the origin that the file names and to no other.
 */
export async function checkHttp(check: HttpCheck, secrets: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Found> {
  const headers = Object.fromEntries(Object.entries(check.headers).map(([name, value]) => [name, withSecrets(value, secrets)]));
  let asked: Asked = {
    ...{ url: new URL(check.url), method: check.method, headers },
    body: check.body === null ? null : withSecrets(check.body, secrets),
  };
  for (let redirects = 0; ; redirects += 1) {
    const answered = await ask(asked, check.isInsecure, signal);
    if ("isGood" in answered) return answered;
    const target = redirectOf(answered, asked.url);
    if (target === null || check.redirects === 0) return judge(check, answered);
    if (redirects === check.redirects) return bad(`more than ${check.redirects} redirects`, answered.phases);
    if (target === "unknown") return bad(`${answered.status}, to where nobody can go`, answered.phases);
    asked = redirected(asked, target, answered.status);
  }
}

function redirected({ url, method, headers, body }: Asked, target: URL, status: number): Asked {
  const isElsewhere = target.origin !== url.origin;
  const becomesGet = (status === 303 && method !== "HEAD") || (status < 303 && method === "POST");
  return {
    url: target,
    method: becomesGet ? "GET" : method,
    headers: isElsewhere ? {} : headers,
    body: becomesGet || isElsewhere ? null : body,
  };
}

function withSecrets(text: string, secrets: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (whole, braced?: string, plain?: string) => secrets.get(braced ?? plain ?? "")?.trim() ?? whole,
  );
}

function redirectOf({ status, headers }: Answered, from: URL): URL | "unknown" | null {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null;
  if (!URL.canParse(headers.location, from.href)) return "unknown";
  const target = new URL(headers.location, from);
  return target.protocol === "http:" || target.protocol === "https:" ? target : "unknown";
}

function ask({ url, method, headers, body }: Asked, isInsecure: boolean, signal: AbortSignal): Promise<Answered | Found> {
  const given = Promise.withResolvers<Answered | Found>();
  const clock = phaseClock();
  const request = (url.protocol === "https:" ? requestSecure : requestPlain)(url.href, {
    ...{ agent: false, method, signal, rejectUnauthorized: !isInsecure },
    headers: {
      ...{ "user-agent": "millrace", accept: "*/*", "accept-encoding": "identity", connection: "close" },
      ...(body === null ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      ...headers,
    },
  });
  const fail = (error: unknown) => {
    given.resolve(bad(networkReason(error), clock.phases()));
    request.destroy();
  };
  request.on("error", fail);
  let isAnswered = false;
  // An answer that changes the protocol ends it without an error.
  request.once("close", () => {
    if (!isAnswered) fail(new Error("no answer that can be read"));
  });
  request.once("socket", (socket) => clock.follow(socket));
  request.once("response", (response) => {
    isAnswered = true;
    clock.note("firstByteMs");
    readBody(response).then(
      (text) => {
        clock.note("bodyMs");
        given.resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, phases: clock.phases() });
        request.destroy();
      },
      () => fail(new Error(`${response.statusCode}, but the answer broke off`)),
    );
  });
  request.end(body ?? undefined);
  return given.promise;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= mostBodyBytes) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Measures each phase from the end of the one before it. */
function phaseClock() {
  const phases: Record<keyof PhasesOfCheck, number | null> = {
    ...{ lookupMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null },
  };
  let lastMs = performance.now();
  const note = (phase: keyof PhasesOfCheck) => {
    const nowMs = performance.now();
    phases[phase] = nowMs - lastMs;
    lastMs = nowMs;
  };
  return {
    note,
    phases: () => ({ ...phases }),
    follow: (socket: Socket) => {
      socket.once("lookup", () => note("lookupMs"));
      socket.once("connect", () => note("connectMs"));
      socket.once("secureConnect", () => note("tlsMs"));
    },
  };
}

function judge(check: HttpCheck, { status, body, phases }: Answered): Found {
  const isExpected = check.statuses.length === 0 ? status >= 200 && status < 400 : check.statuses.includes(status);
  if (!isExpected) return bad(String(status), phases);
  if (check.contains !== null && !body.includes(check.contains)) return bad(`${status}, without ${JSON.stringify(check.contains)}`, phases);
  const problem = jsonProblem(check.json, body);
  return problem === null ? good(String(status), phases) : bad(`${status}, but ${problem}`, phases);
}

/** What is wrong with the JSON of an answer; `null` when every path leads to its value. */
function jsonProblem(expected: Readonly<Record<string, string>>, body: string): string | null {
  const entries = Object.entries(expected);
  if (entries.length === 0) return null;
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch {
    return "the body is no JSON";
  }
  for (const [path, wanted] of entries) {
    const value = valueAt(root, path);
    if (value === undefined) return `${path} is missing`;
    const told = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (told !== wanted) return `${path} is ${JSON.stringify(told.slice(0, 100))}, not ${JSON.stringify(wanted)}`;
  }
  return null;
}

function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
