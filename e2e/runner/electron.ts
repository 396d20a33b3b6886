import { once } from "node:events";
import { _electron } from "playwright";
import { installedElectron } from "../../build/bootstrap/electron-binary.mjs";
import { root } from "../../build/bootstrap/root.mjs";
import { type Host, type HostRequest, hostEnvironment } from "./host.ts";

/** Why the specs cannot run in Electron here; `null` when they can. */
export function electronMissing(): string | null {
  if (installedElectron() === null) return "Electron's binary is not on this machine";
  const isBlind = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  return isBlind ? "there is no display for Electron (xvfb-run gives one)" : null;
}

/** Starts the built application in Electron. */
export async function startInElectron(request: HostRequest): Promise<Host> {
  const executablePath = installedElectron();
  if (executablePath === null) throw new Error("Electron's binary is not on this machine");
  // Chromium's sandbox refuses root, which is who runs the tests in most containers.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const application = await _electron.launch({
    executablePath,
    args: [...sandbox, root, ...(request.project === null ? [] : [request.project])],
    env: hostEnvironment(request),
  });
  const page = await application.firstWindow();
  return {
    page,
    close: () => application.close(),
    kill: async () => {
      const gone = once(application.process(), "exit");
      application.process().kill("SIGKILL");
      await gone;
    },
    killEngine: null,
  };
}
