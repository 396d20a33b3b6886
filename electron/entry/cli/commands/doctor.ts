import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { examine } from "../../../engine/doctor/doctor.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

const marks = { ok: "ok     ", missing: "missing", fault: "FAULT  " } as const;

/** `millrace doctor`: exit code 3 when something of our own is at fault; a missing tool is none. */
export const executeDoctor: Execute = async ({ isJson, dataFolder, print }) => {
  const checks = await examine(dataFolder, process.env);
  const isFaulty = checks.some(({ state }) => state === "fault");
  if (isJson) print(`${JSON.stringify({ ok: !isFaulty, dataFolder, checks })}\n`);
  else for (const { name, state, detail } of checks) print(`${visible(`${marks[state]}  ${name.padEnd(12)}  ${detail}`)}\n`);
  return ok(isFaulty ? exitCodes.environment : exitCodes.passed);
};
