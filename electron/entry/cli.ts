import { exitCodes } from "./cli/exit-codes.ts";
import { runCli } from "./cli/run-cli.ts";
import { version } from "./places.ts";

// A reader that has seen enough (`millrace logs … | head`) is no fault, nor is a terminal that was closed.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit(0);
  process.stderr.write(`millrace: The answer could not be written: ${error.message}.\n`);
  process.exit(exitCodes.environment);
});
// There is nobody left to tell.
process.stderr.on("error", () => {});
void runCli(process.argv.slice(2), version).then((exitCode) => {
  process.exitCode = exitCode;
});
