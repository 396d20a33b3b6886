import { beforeEach, expect, test } from "vitest";
import { type HostMessage, menuCommands } from "../../shared/contract/host.ts";
import { actionOf } from "../actions/all-actions.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { connectionStore, setConnection } from "../state/connection.ts";
import { overlayStore } from "../state/overlay.ts";
import { followDesktop } from "./desktop.ts";

let page: EventTarget;

beforeEach(() => {
  page = new EventTarget();
  connectionStore.setState(connectionStore.getInitialState());
  followDesktop(page as unknown as Window);
});

function post(message: HostMessage | { type: "other" }): void {
  page.dispatchEvent(new MessageEvent("message", { data: message }));
}

test("every command of the native menu is an action of the page", () => {
  expect(menuCommands.map((command) => actionOf(command).id)).toEqual([...menuCommands]);
});

test("a menu command does what its action does", () => {
  post({ type: "millrace:command", command: "help.palette" });
  expect(overlayStore.getState().overlay).toEqual({ kind: "palette", query: "" });
});

test("a folder that is asked for before there is an engine is opened once there is, and once", () => {
  const opened: string[] = [];
  const open = ({ path }: { path: string }) => {
    opened.push(path);
    return new Promise(() => {});
  };
  const engine = { projects: { open } };
  post({ type: "millrace:open", path: "/home/ada/shop" });
  expect(opened).toEqual([]);
  setClient(engine as unknown as Client);
  setConnection("connected");
  setConnection("lost");
  setConnection("connected");
  expect(opened).toEqual(["/home/ada/shop"]);
});

test("why there is no engine is kept until there is one", () => {
  const reason = { code: "store-from-future", message: "The history is of a newer Millrace.", hint: "Update this one." };
  post({ type: "millrace:failed", ...reason });
  expect(connectionStore.getState().failure).toEqual(reason);
  setConnection("lost");
  expect(connectionStore.getState().failure).toEqual(reason);
  setConnection("connected");
  expect(connectionStore.getState().failure).toBeNull();
});

test("messages of others are none of its business", () => {
  const before = connectionStore.getState();
  post({ type: "other" });
  page.dispatchEvent(new MessageEvent("message", { data: "millrace:failed" }));
  expect(connectionStore.getState()).toBe(before);
});
