import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { connect } from "node:net";
import { networkReason } from "../../../shared/network-words.ts";
import type { PlannedProbe } from "../../../shared/pipeline/planned-service.ts";
import { formatDuration, mostTimerMs } from "../../../shared/time.ts";
import { startPipedScript } from "../process/process.ts";

/** What was answered once. */
export interface ProbeAnswer {
  readonly isGood: boolean;
  /** Short: `200`, `connection refused`, `exit code 1`. */
  readonly detail: string;
}

/** Where commands are run. */
export interface ProbePlace {
  readonly cwd: string;
  readonly shell: string | null;
  /** Complete. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Asks once, and never fails. What is not answered in time is a bad answer; `signal` ends the question with one, too. */
export async function askProbe(probe: PlannedProbe, timeoutMs: number, place: ProbePlace, signal: AbortSignal): Promise<ProbeAnswer> {
  const late = AbortSignal.timeout(Math.min(timeoutMs, mostTimerMs));
  const either = AbortSignal.any([signal, late]);
  const bad = (detail: string): ProbeAnswer => ({
    isGood: false,
    detail: late.aborted ? `no answer in ${formatDuration(timeoutMs)}` : detail,
  });
  try {
    return await ask(probe, place, either, bad);
  } catch (error) {
    // What nobody can ask: a port that there is not, an address that cannot be read.
    return bad(networkReason(error));
  }
}

function ask(probe: PlannedProbe, place: ProbePlace, signal: AbortSignal, bad: Bad): Promise<ProbeAnswer> {
  switch (probe.kind) {
    case "http":
      return askHttp(probe.url, signal, bad);
    case "tcp":
      return askTcp(probe, signal, bad);
    case "command":
      return askCommand(probe.run, place, signal, bad);
  }
}

type Bad = (detail: string) => ProbeAnswer;

/** One request on a connection of its own. A redirect is an answer and is not followed; the body is nobody's concern. */
function askHttp(url: string, signal: AbortSignal, bad: Bad): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const request = (url.startsWith("https:") ? requestSecure : requestPlain)(url, {
      agent: false,
      signal,
      headers: { "user-agent": "millrace", connection: "close" },
    });
    request.on("error", (error) => resolve(bad(networkReason(error))));
    // An answer that changes the protocol ends it without an error.
    request.once("close", () => resolve(bad("no answer that can be read")));
    request.once("response", (response) => {
      const status = response.statusCode ?? 0;
      response.on("error", () => {});
      resolve(status >= 200 && status < 400 ? { isGood: true, detail: String(status) } : bad(String(status)));
      request.destroy();
    });
    request.end();
  });
}

function askTcp({ host, port }: { readonly host: string; readonly port: number }, signal: AbortSignal, bad: Bad): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.once("connect", () => {
      resolve({ isGood: true, detail: "connected" });
      socket.destroy();
    });
    socket.on("error", (error) => resolve(bad(networkReason(error))));
  });
}

async function askCommand(script: string, { cwd, shell, environment }: ProbePlace, signal: AbortSignal, bad: Bad): Promise<ProbeAnswer> {
  const started = startPipedScript(script, shell, cwd, environment);
  if (!started.ok) return bad(started.failure.message);
  const program = started.value;
  program.output.resume();
  program.errors.resume();
  const stop = () => program.stop(0);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const exitCode = await program.ended;
  program.endRest();
  program.input.end();
  signal.removeEventListener("abort", stop);
  if (exitCode === 0 && !signal.aborted) return { isGood: true, detail: "exit code 0" };
  return bad(exitCode === null ? "ended by a signal" : `exit code ${exitCode}`);
}
