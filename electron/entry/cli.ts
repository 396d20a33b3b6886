import { runCli } from "./cli/run-cli.ts";
import { version } from "./places.ts";

void runCli(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
  // All is written and nothing is waited for: left to itself, Node would first give back its memory piece by piece.
  process.once("beforeExit", () => process.exit());
});
