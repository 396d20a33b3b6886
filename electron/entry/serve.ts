import { type Failure, ok, type Result } from "../../shared/result.ts";
import { createRouter } from "../api/router.ts";
import { createEngine, type EngineOptions } from "../engine/engine.ts";
import { launch } from "../engine/process/process.ts";
import { serveSocket } from "../transport/serve-socket.ts";
import { version } from "./places.ts";

/** What a browser host is started with. */
export interface ServeOptions {
  readonly engine: EngineOptions;
  /** The built window. */
  readonly windowFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The folder to open; `null` shows what was open last. */
  readonly project: string | null;
  /** Whether to start the system's browser. */
  readonly open: boolean;
  readonly say: (line: string) => void;
}

/** A browser host that serves. */
export interface ServedApplication {
  /** Ends it. Runs go on: they are processes of their own. */
  close(): Promise<void>;
}

/** Starts the engine and serves it to a browser window on this machine. Nothing is left behind when it fails. */
export async function serve(options: ServeOptions): Promise<Result<ServedApplication, Failure>> {
  const engine = await createEngine(options.engine);
  if (!engine.ok) return engine;
  const opened = options.project === null ? null : await engine.value.projects.open({ path: options.project });
  if (opened !== null && !opened.ok) {
    engine.value.close();
    return opened;
  }
  const router = createRouter(engine.value, { host: "browser", version });
  const host = await serveSocket({
    router,
    windowFolder: options.windowFolder,
    port: options.port,
    reportBug: (error) => console.error(error),
  });
  if (!host.ok) {
    engine.value.close();
    return host;
  }
  options.say(`Millrace is at ${host.value.url}`);
  if (options.open) await openBrowser(host.value.oneTimeUrl(), options.say);
  return ok({
    close: async () => {
      await host.value.close();
      engine.value.close();
    },
  });
}

async function openBrowser(url: string, say: (line: string) => void): Promise<void> {
  const isBlind = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ["open", url],
    win32: ["rundll32", "url.dll,FileProtocolHandler", url],
  };
  const [program, ...parameters] = openers[process.platform] ?? ["xdg-open", url];
  const launched = isBlind ? null : await launch(program, parameters, process.cwd());
  if (launched === null) say("There is no display here for a browser; open the address above in one.");
  else if (!launched.ok) say("No browser could be started; open the address above in one.");
}
