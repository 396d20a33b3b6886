import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runChild } from "./child.mjs";
import { fetchElectron } from "./electron-binary.mjs";
import { prepareBuild } from "./prepare.mjs";
import { giveUp, outFolder, root } from "./root.mjs";

/*
 * npm start: installs what is missing, builds what is stale, opens the application.
 * npm start -- [PATH] [--browser] [--no-open] [--port N]
 */

const usage = "Usage: npm start -- [PATH] [--browser] [--no-open] [--port N]";

const { path, options } = readCommandLine();
const node = await prepareBuild();
const electron = options.browser || options["no-open"] || options.port ? { reason: null } : await findElectron();
process.exitCode = electron.file ? await openElectron(electron.file) : await serve(electron.reason);

function readCommandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { browser: { type: "boolean" }, "no-open": { type: "boolean" }, port: { type: "string" } },
    });
    if (positionals.length > 1) throw new Error(`one folder at most, not ${positionals.length}`);
    // npm goes to the checkout before it starts us; the path was typed somewhere else.
    const path = positionals[0] === undefined ? null : resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]);
    return { path, options: values };
  } catch (error) {
    console.error(`${error.message.split(". ")[0]}.\n${usage}`);
    process.exit(2);
  }
}

/** `{ file }` when Electron can open a window here, else `{ reason }`. */
async function findElectron() {
  if (process.platform === "linux") {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return { reason: "there is no display" };
    // Chromium's sandbox refuses root, and Millrace never opens a window without it.
    if (process.getuid() === 0) return { reason: "Electron's sandbox does not run as root" };
  }
  const { file, reason } = await fetchElectron(node);
  return file ? { file } : { reason: `Electron's binary is missing, ${reason}` };
}

function openElectron(file) {
  return runChild(file, [root, ...(path === null ? [] : [path])], { cwd: root });
}

function serve(reason) {
  if (reason !== null) console.log(`No window of its own: ${reason}. Millrace serves a browser window instead.`);
  const parameters = ["serve"];
  if (options.port !== undefined) parameters.push("--port", options.port);
  if (options["no-open"]) parameters.push("--no-open");
  if (path !== null) parameters.push(path);
  return runChild(node, [join(outFolder, "node", "cli.js"), ...parameters], { cwd: root }).catch((error) => giveUp(error.message));
}
