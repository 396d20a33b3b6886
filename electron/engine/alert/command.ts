import { startPipedScript } from "../process/process.ts";
import { lastWords } from "../secret/secret.ts";
import type { AttemptContext, AttemptOutcome } from "./attempt.ts";
import type { AlertMessage } from "./message.ts";

/** How long a command may take to end when it is asked to. */
const graceMs = 1_000;

/** Runs a channel's command in the project's folder. It sees the alert in its environment; exit code 0 is a receipt. */
export async function runAlertCommand(context: AttemptContext): Promise<AttemptOutcome> {
  const { channel, folder, signal } = context;
  if (channel.kind.type !== "command") throw new Error(`${channel.name} is no command.`);
  if (signal.aborted) return tryAgain("stopped");
  const started = startPipedScript(channel.kind.run, null, folder, environmentOf(context));
  if (!started.ok) return tryAgain(started.failure.message);
  const program = started.value;
  const said = lastWords([program.output, program.errors], context.secrets);
  const stop = () => program.stop(graceMs);
  signal.addEventListener("abort", stop, { once: true });
  const exitCode = await program.ended;
  program.input.end();
  signal.removeEventListener("abort", stop);
  if (signal.aborted) return tryAgain("it did not end in time");
  if (exitCode === 0) return { kind: "delivered", detail: "exit code 0" };
  const line = said();
  return tryAgain(`${exitCode === null ? "ended by a signal" : `exit code ${exitCode}`}${line === "" ? "" : `: ${line}`}`);
}

function tryAgain(detail: string): AttemptOutcome {
  return { kind: "try-again", detail, afterMs: 0 };
}

function environmentOf({ environment, secrets, what, key, message }: AttemptContext): Record<string, string> {
  // With it the command would be taken for a leftover of the stage that started all this.
  const { MILLRACE_STAGE_RUN: _stage, MILLRACE_RUN: _run, ...inherited } = environment;
  const { summary, since, monitor } = JSON.parse(message) as AlertMessage;
  return {
    ...Object.fromEntries(Object.entries(inherited).filter((one): one is [string, string] => one[1] !== undefined)),
    ...Object.fromEntries(secrets),
    ...{ ALERT_STATE: what, ALERT_MONITOR: monitor.name, ALERT_SUMMARY: summary, ALERT_SINCE: since },
    ...{ ALERT_JSON: message, ALERT_KEY: key },
  };
}
