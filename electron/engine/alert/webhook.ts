import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { networkReason } from "../../../shared/network-words.ts";
import { type AttemptContext, type AttemptOutcome, withinReason } from "./attempt.ts";

/** What is sent, and where to. */
interface Letter {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const mostRedirects = 5;

/** So much of an answer is worth reading. */
const mostAnswerBytes = 2_048;

/**
 * Sends a message by POST. Any 2xx answer is a receipt, whatever becomes of the rest of it. Redirects that keep the method
 * (307, 308) are followed; the headers of the file, which may hold secrets, go to its own origin only.
 */
export async function postAlert(context: AttemptContext): Promise<AttemptOutcome> {
  const { channel, message, key, secrets, signal } = context;
  if (channel.kind.type !== "webhook") throw new Error(`${channel.name} is no webhook.`);
  const own = Object.fromEntries(
    Object.entries(channel.kind.headers).map(([name, value]) => [name.toLowerCase(), withSecrets(value, secrets)]),
  );
  const common = { "user-agent": "millrace", "content-type": "application/json", "idempotency-key": key };
  try {
    const url = new URL(withSecrets(channel.kind.url, secrets));
    let letter: Letter = { url, headers: { ...common, ...own, "idempotency-key": key }, body: Buffer.from(message) };
    for (let redirects = 0; ; redirects += 1) {
      const answer = await send(letter, signal);
      const next = redirectOf(letter.url, answer);
      if (next === null || redirects === mostRedirects) return outcomeOf(answer);
      letter = { ...letter, url: next, headers: next.origin === url.origin ? letter.headers : common };
    }
  } catch (error) {
    return { kind: "try-again", detail: reasonOf(error), afterMs: 0 };
  }
}

/** `$NAME` stands for a secret. */
function withSecrets(text: string, secrets: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/g, (written, name: string) => secrets.get(name)?.trim() ?? written);
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly date: string | null;
  /** Its first line, where it is text. */
  readonly line: string;
}

async function send({ url, headers, body }: Letter, signal: AbortSignal): Promise<Answer> {
  const given = Promise.withResolvers<IncomingMessage>();
  const options: RequestOptions = { method: "POST", agent: false, signal, headers: { ...headers, "content-length": body.length } };
  const request: ClientRequest = url.protocol === "https:" ? requestSecure(url, options) : requestPlain(url, options);
  request.on("error", given.reject);
  request.once("response", given.resolve);
  // An answer that changes the protocol ends it without an error.
  request.once("close", () => given.reject(new Error("no answer that can be read")));
  request.end(body);
  try {
    const response = await given.promise;
    const status = response.statusCode ?? 0;
    const line = status >= 200 && status < 300 ? "" : await firstLine(response);
    const { location = null, "retry-after": retryAfter = null, date = null } = response.headers;
    return { status, location, retryAfter, date, line };
  } finally {
    request.destroy();
  }
}

/** What says why it was refused; how it ends does not matter. */
function firstLine(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const read = Promise.withResolvers<void>();
  response.on("data", (piece: Buffer) => {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= mostAnswerBytes) read.resolve();
  });
  for (const end of ["end", "error", "close"]) response.once(end, () => read.resolve());
  return read.promise.then(() => {
    const text = Buffer.concat(pieces).subarray(0, mostAnswerBytes).toString("utf8").trim();
    return text.startsWith("<") ? "" : (text.split("\n")[0] ?? "");
  });
}

function redirectOf(from: URL, { status, location }: Answer): URL | null {
  if ((status !== 307 && status !== 308) || location === null || !URL.canParse(location, from.href)) return null;
  const to = new URL(location, from);
  // Nobody reads along where nobody could before.
  const isAsSafe = to.protocol === "https:" || (to.protocol === "http:" && from.protocol === "http:");
  return isAsSafe ? to : null;
}

function outcomeOf({ status, location, retryAfter, date, line }: Answer): AttemptOutcome {
  if (status >= 200 && status < 300) return { kind: "delivered", detail: String(status) };
  if (status === 410) return { kind: "refused", detail: "410: the address is no more" };
  const moved = status >= 300 && status < 400 && location !== null ? `: it sends to ${location}` : "";
  const said = moved === "" && line !== "" ? `: ${line}` : moved;
  return { kind: "try-again", detail: `${status}${said}`, afterMs: withinReason(retryMs(retryAfter ?? "", date ?? "")) };
}

/** Seconds, or a date (RFC 9110, 10.2.3), which is one of the other side's clock. */
function retryMs(retryAfter: string, date: string): number {
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.parse(date);
}

/** No message of the system holds what is sent. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.name === "AbortError" ? "no answer in time" : networkReason(error);
}
