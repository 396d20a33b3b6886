import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { connect } from "node:net";
import { networkReason } from "../../../../shared/network-words.ts";
import type { PlannedHealth } from "../../../../shared/pipeline/planned-environment.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { runScript } from "../run-script.ts";

/** What was answered once. */
export interface ProbeAnswer {
  readonly isGood: boolean;
  /** Short: `200`, `connection refused`, `exit code 1`. */
  readonly detail: string;
  /** More of it, for whoever looks for the cause: the first of a body, the last lines of a command. */
  readonly evidence: readonly string[];
}

/** Asks once. */
export type Probe = (signal: AbortSignal) => Promise<ProbeAnswer>;

/** What probes know of the deployment. */
export interface ProbeContext {
  readonly version: string;
  readonly projectPath: string;
  /** The complete environment of commands. */
  readonly environment: Readonly<Record<string, string>>;
}

/** So much of a body is searched. */
const mostBodyBytes = 1024 * 1024;
const evidenceBytes = 2 * 1024;
const evidenceLines = 20;

/** Makes the probe that an environment asks for. */
export function createProbe({ probe, timeoutMs }: PlannedHealth, context: ProbeContext): Probe {
  switch (probe.kind) {
    case "http":
      return (signal) =>
        askHttp(probe.url, timeoutMs, signal, probe.status, probe.contains?.replaceAll("$MILLRACE_RELEASE", context.version) ?? null);
    case "tcp":
      return (signal) => askTcp(probe.host, probe.port, timeoutMs, signal);
    case "command":
      return (signal) => askCommand(probe.run, timeoutMs, signal, context);
  }
}

/** One request on a connection of its own. A redirect is an answer and is not followed. */
function askHttp(
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
  status: number | null,
  contains: string | null,
): Promise<ProbeAnswer> {
  const given = Promise.withResolvers<ProbeAnswer>();
  const request = (url.startsWith("https:") ? requestSecure : requestPlain)(url, {
    agent: false,
    signal,
    headers: { "user-agent": "millrace", connection: "close" },
  });
  const silence = setTimeout(() => request.destroy(new Silence(timeoutMs)), timeoutMs);
  request.on("error", (error) => given.resolve({ isGood: false, detail: networkReason(error), evidence: [] }));
  request.once("response", (response) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      const body = Buffer.concat(pieces).toString("utf8");
      given.resolve(judge(response.statusCode ?? 0, body, status, contains));
      request.destroy();
    };
    response.on("data", (piece: Buffer) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= mostBodyBytes) end();
    });
    response.once("end", end);
    response.on("error", (error) => given.resolve({ isGood: false, detail: networkReason(error), evidence: [] }));
  });
  request.end();
  return given.promise.finally(() => clearTimeout(silence));
}

function judge(answered: number, body: string, status: number | null, contains: string | null): ProbeAnswer {
  const isStatusGood = status === null ? answered >= 200 && answered < 400 : answered === status;
  const isBodyGood = contains === null || body.includes(contains);
  const detail = isStatusGood && !isBodyGood ? `${answered}, without ${JSON.stringify(contains)}` : String(answered);
  const start = Buffer.from(body).subarray(0, evidenceBytes).toString("utf8").replace(/�$/, "");
  return { isGood: isStatusGood && isBodyGood, detail, evidence: start.trim() === "" ? [] : ["The body begins:", ...start.split("\n")] };
}

function askTcp(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<ProbeAnswer> {
  const given = Promise.withResolvers<ProbeAnswer>();
  const socket = connect({ host, port });
  const end = (isGood: boolean, detail: string) => {
    socket.destroy();
    given.resolve({ isGood, detail, evidence: [] });
  };
  const stop = () => end(false, "canceled");
  signal.addEventListener("abort", stop, { once: true });
  socket.setTimeout(timeoutMs, () => end(false, networkReason(new Silence(timeoutMs))));
  socket.once("connect", () => end(true, "connected"));
  socket.once("error", (error) => end(false, networkReason(error)));
  return given.promise.finally(() => signal.removeEventListener("abort", stop));
}

async function askCommand(script: string, timeoutMs: number, signal: AbortSignal, context: ProbeContext): Promise<ProbeAnswer> {
  const late = AbortSignal.timeout(timeoutMs);
  const lines: string[] = [];
  const ended = await runScript({
    script,
    shell: null,
    folder: context.projectPath,
    environment: context.environment,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > evidenceLines) lines.shift();
    },
    signal: AbortSignal.any([signal, late]),
  });
  const evidence = lines.length === 0 ? [] : ["The command's last lines:", ...lines];
  if (!ended.ok) return { isGood: false, detail: ended.failure.message, evidence };
  if (late.aborted) return { isGood: false, detail: networkReason(new Silence(timeoutMs)), evidence };
  return { isGood: ended.value === 0, detail: ended.value === null ? "ended by a signal" : `exit code ${ended.value}`, evidence };
}

class Silence extends Error {
  constructor(timeoutMs: number) {
    super(`no answer in ${formatDuration(timeoutMs)}`);
  }
}
