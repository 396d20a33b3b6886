import { EventEmitter } from "node:events";
import type {
  AnimationSettings,
  BrowserWindowConstructorOptions,
  ContextBridge,
  Dialog,
  ForkOptions,
  IpcMain,
  IpcRenderer,
  Menu,
  MenuItemConstructorOptions,
  NativeImage,
  NativeTheme,
  Notification,
  NotificationConstructorOptions,
  Protocol,
  SafeStorage,
  Shell,
  SystemPreferences,
  Tray,
  WebUtils,
} from "electron";
import { FakeApp } from "./fake-app.ts";
import { FakeMessageChannel, FakeUtilityProcess } from "./fake-process.ts";
import { FakeSession } from "./fake-session.ts";
import { FakeBrowserWindow } from "./fake-window.ts";

/*
 * A stand-in for Electron in unit tests, where its binary is not there. Every class is held to the real definitions by
 * `implements Pick<…>`, so that a call that the pinned version does not have is a compile error. (Only `on` and
 * its kin are left out: they promise to return the whole class.) It records what it was told; tests emit the events. Ports are real: two ends of Node's own message channel.
 */

export class FakeTray extends EventEmitter implements Pick<Tray, "setImage" | "setToolTip" | "destroy"> {
  readonly images: string[];
  toolTip = "";
  menu: readonly MenuItemConstructorOptions[] = [];
  isGone = false;

  constructor(image: unknown) {
    super();
    this.images = [String(image)];
  }

  setImage(image: unknown): void {
    this.images.push(String(image));
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: unknown): void {
    this.menu = menu as MenuItemConstructorOptions[];
  }

  destroy(): void {
    this.isGone = true;
  }
}

class FakeIpcMain extends EventEmitter implements Pick<IpcMain, "handle"> {
  readonly handlers = new Map<string, (event: never, ...parameters: unknown[]) => unknown>();

  handle(channel: string, listener: (event: never, ...parameters: unknown[]) => unknown): void {
    this.handlers.set(channel, listener);
  }
}

/** Turns texts around. Tests say whether it is there, and what it is on Linux. */
export class FakeSafeStorage
  implements Pick<SafeStorage, "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend">
{
  isThere = true;
  backend: ReturnType<SafeStorage["getSelectedStorageBackend"]> = "gnome_libsecret";

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.isThere;
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    return Buffer.from([...text].reverse().join(""));
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    if (!this.isThere) throw new Error("The keychain is locked.");
    return { shouldReEncrypt: false, result: [...encrypted.toString()].reverse().join("") };
  }

  getSelectedStorageBackend(): typeof this.backend {
    return this.backend;
  }
}

/** A whole module, as the main process and the preload script import it, with lists of everything that was made. */
export function fakeElectron() {
  const windows: FakeBrowserWindow[] = [];
  const processes: FakeUtilityProcess[] = [];
  const trays: FakeTray[] = [];
  const notifications: (NotificationConstructorOptions & { click(): void })[] = [];
  const opened: string[] = [];
  const schemes: unknown[] = [];
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const exposed = new Map<string, unknown>();
  const messages: { channel: string; parameters: readonly unknown[] }[] = [];
  const popups: unknown[] = [];
  let applicationMenu: readonly MenuItemConstructorOptions[] = [];

  const module = {
    app: new FakeApp(),
    BrowserWindow: class extends FakeBrowserWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        windows.push(this);
      }
    },
    MessageChannelMain: FakeMessageChannel,
    utilityProcess: {
      fork(path: string, _parameters?: string[], options?: ForkOptions) {
        const started = new FakeUtilityProcess(path, options);
        processes.push(started);
        return started;
      },
    },
    session: { defaultSession: new FakeSession() },
    ipcMain: new FakeIpcMain(),
    nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: true, themeSource: "system" }) satisfies Pick<
      NativeTheme,
      "shouldUseDarkColors"
    > & { themeSource: string },
    nativeImage: { createFromPath: (path: string) => path as unknown as NativeImage },
    systemPreferences: {
      getAnimationSettings: (): AnimationSettings => ({
        prefersReducedMotion: false,
        scrollAnimationsEnabledBySystem: true,
        shouldRenderRichAnimation: true,
      }),
    } satisfies Pick<SystemPreferences, "getAnimationSettings">,
    Tray: class extends FakeTray {
      constructor(image: unknown) {
        super(image);
        trays.push(this);
      }
    },
    Menu: {
      buildFromTemplate: (template) => Object.assign([...template], { popup: () => void popups.push(template) }) as unknown as Menu,
      setApplicationMenu: (menu: Menu | null) => {
        applicationMenu = menu as unknown as MenuItemConstructorOptions[];
      },
    } satisfies Pick<typeof Menu, "buildFromTemplate" | "setApplicationMenu">,
    Notification: class extends EventEmitter implements Pick<Notification, "show"> {
      static isSupported(): boolean {
        return true;
      }

      readonly options: NotificationConstructorOptions;

      constructor(options: NotificationConstructorOptions) {
        super();
        this.options = options;
      }

      show(): void {
        notifications.push({ ...this.options, click: () => this.emit("click") });
      }
    },
    dialog: {
      showOpenDialog: async () => ({ canceled: false, filePaths: ["/home/ada/shop"] }),
      showMessageBox: async () => ({ response: 1, checkboxChecked: false }),
    } satisfies Pick<Dialog, "showMessageBox"> & Record<"showOpenDialog", unknown>,
    protocol: {
      registerSchemesAsPrivileged: (list) => void schemes.push(...list),
      handle: (scheme, handler) => void handlers.set(scheme, handler as never),
    } satisfies Pick<Protocol, "registerSchemesAsPrivileged" | "handle">,
    safeStorage: new FakeSafeStorage(),
    shell: { openExternal: async (url: string) => void opened.push(url) } satisfies Pick<Shell, "openExternal">,
    contextBridge: { exposeInMainWorld: (key, value) => void exposed.set(key, value) } satisfies Pick<ContextBridge, "exposeInMainWorld">,
    ipcRenderer: Object.assign(new EventEmitter(), {
      send: (channel: string, ...parameters: unknown[]) => void messages.push({ channel, parameters }),
      invoke: async (channel: string, ...parameters: unknown[]) => void messages.push({ channel, parameters }),
    }) satisfies Pick<IpcRenderer, "send" | "invoke">,
    webUtils: { getPathForFile: (file: File) => `/dropped/${file.name}` } satisfies Pick<WebUtils, "getPathForFile">,
  };
  return {
    module,
    windows,
    processes,
    trays,
    notifications,
    opened,
    schemes,
    handlers,
    exposed,
    messages,
    popups,
    applicationMenu: () => applicationMenu,
  };
}

/** See {@link fakeElectron}. */
export type FakeElectron = ReturnType<typeof fakeElectron>;
