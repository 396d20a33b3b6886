import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

// A step that will not stop: it ignores TERM and INT, has two children, and a third in a session of its own. They say by how
// long they sleep who they are. The file named by its first word is written once all of them are there.
const [ready = ""] = process.argv.slice(2);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => {});
spawn("sleep", ["3601"], { stdio: "ignore" });
spawn("sleep", ["3601"], { stdio: "ignore" });
spawn("sleep", ["3602"], { stdio: "ignore", detached: true });
writeFileSync(ready, "");
setInterval(() => {}, 1_000);
