import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { menuCommands } from "../../shared/contract/host.ts";
import { type MenuContext, menuTemplate } from "./menu.ts";

function menu(changes: Partial<MenuContext> = {}) {
  const performed: string[] = [];
  const context: MenuContext = {
    platform: "linux",
    isDeveloping: false,
    recentFolders: [],
    perform: (command) => performed.push(command),
    openFolder: (path) => performed.push(`open ${path}`),
    ...changes,
  };
  const items = flat(menuTemplate(context));
  return { items, performed, click: (item: MenuItemConstructorOptions | undefined) => item?.click?.({} as never, undefined, {} as never) };
}

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

test.each(["linux", "win32", "darwin"] as const)("on %s every command is there once and reaches the page", (platform) => {
  const { items, performed, click } = menu({ platform });
  const commands = items.filter((item) => item.id !== undefined);
  for (const item of commands) click(item);
  expect(performed.toSorted()).toEqual([...menuCommands].sort());
});

test("no two items share a key", () => {
  const keys = menu()
    .items.map((item) => item.accelerator)
    .filter((key) => key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
});

test("settings and quit stand where the platform has them", () => {
  const parents = (["linux", "darwin"] as const).map((platform) => {
    const context = { platform, isDeveloping: false, recentFolders: [], perform: () => {}, openFolder: () => {} };
    const top = menuTemplate(context);
    const parentOf = (test: (item: MenuItemConstructorOptions) => boolean) =>
      top.find((item) => Array.isArray(item.submenu) && item.submenu.some(test));
    const name = (item: MenuItemConstructorOptions | undefined) => item?.label ?? item?.role;
    return [name(parentOf((item) => item.id === "go.settings")), name(parentOf((item) => item.role === "quit"))];
  });
  expect(parents).toEqual([
    ["File", "File"],
    ["appMenu", "appMenu"],
  ]);
});

test("the tools for developers are only there while developing", () => {
  const roles = [false, true].map((isDeveloping) => menu({ isDeveloping }).items.filter((item) => item.role === "toggleDevTools").length);
  expect(roles).toEqual([0, 1]);
});

test("recent folders open, ten at most, an ampersand shown as one", () => {
  const folders = ["/home/ada/R&D", ...Array.from({ length: 14 }, (_, index) => `/home/ada/p${index}`)];
  const { items, performed, click } = menu({ recentFolders: folders });
  const recent = items.filter((item) => item.label?.startsWith("/home"));
  click(recent[0]);
  expect([recent.length, recent[0]?.label, performed]).toEqual([10, "/home/ada/R&&D", ["open /home/ada/R&D"]]);
});

test("without recent folders the list says so", () => {
  expect(menu().items.find((item) => item.label === "No projects yet")?.enabled).toBe(false);
});
