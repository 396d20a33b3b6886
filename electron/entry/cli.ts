import { runCli } from "./cli/run-cli.ts";
import { version } from "./places.ts";

// A reader that has seen enough (`millrace logs … | head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
void runCli(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
});
