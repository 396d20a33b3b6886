import { runCli } from "./cli/run-cli.ts";
import { version } from "./places.ts";

void runCli(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
});
