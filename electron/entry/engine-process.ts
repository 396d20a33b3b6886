import { type Failure, ok, type Result } from "../../shared/result.ts";
import { type ApiRouter, createRouter } from "../api/router.ts";
import { dataFolder } from "../engine/data-folder.ts";
import { createEngine } from "../engine/engine.ts";
import { answerParent } from "./answer-parent.ts";
import { engineOptions } from "./engine-options.ts";
import { keychainOf } from "./keychain-of.ts";
import { version } from "./places.ts";

/*
 * The engine of the desktop application: a utility process of Electron's, which is Node with a port to the main process.
 */

async function startEngine(): Promise<Result<ApiRouter, Failure>> {
  const options = engineOptions(dataFolder(process.env));
  // A run host is Electron's binary, too, and becomes plain Node by this variable; stages do not inherit it.
  const environment = { ...options.hostProgram.environment, ELECTRON_RUN_AS_NODE: "1" };
  const keychain = keychainOf(process.parentPort);
  const engine = await createEngine({ ...options, keychain, hostProgram: { ...options.hostProgram, environment } });
  if (!engine.ok) return engine;
  process.once("exit", () => engine.value.close());
  process.once("SIGTERM", () => process.exit());
  return ok(createRouter(engine.value, { host: "electron", version }));
}

void answerParent(process.parentPort, startEngine, (error) => console.error(error));
