import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { newSocketPlace } from "../process/process.ts";
import { connectToHost, type HostCommand, type HostSocket, listenForCommands, sendCommand } from "./host-socket.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

describe("a host's socket", () => {
  let place: string;
  let host: HostSocket;
  let commands: HostCommand[];
  beforeEach(async () => {
    place = join(folder, "s");
    commands = [];
    const listening = await listenForCommands(place, (command) => commands.push(command) > 0);
    if (!listening.ok) throw new Error(listening.failure.message);
    host = listening.value;
  });
  afterEach(() => host.close());

  test("takes commands and says that they arrived", async () => {
    const cancel: HostCommand = { type: "cancel", reason: "canceled-by-user", stageRunId: "r1.2" as never };
    const connection = await connectToHost(place);
    if (connection.state !== "connected") throw new Error(connection.state);
    expect(await sendCommand(connection.socket, cancel)).toBe(true);
    expect(commands).toEqual([cancel]);
  });

  test("refuses what is no command and lives on", async () => {
    const answers = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(place);
      socket.on("data", (chunk) => {
        text += chunk;
        if (text.split("\n").length === 5) socket.destroy();
      });
      socket.on("close", () => resolve(text));
      socket.write('nonsense\n{"type":"dance"}\nnull\n{"type":"cancel","stageRunId":7}\n');
    });
    expect(answers).toBe('{"ok":false}\n'.repeat(4));
    expect(commands).toEqual([]);
  });

  test("cuts off whoever sends a line without end", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(place);
      socket.on("error", () => {});
      socket.on("close", () => resolve());
      socket.write("x".repeat(100_000));
    });
    expect((await connectToHost(place)).state).toBe("connected");
  });

  test("is gone after it was closed, and so are its connections", async () => {
    const connection = await connectToHost(place);
    if (connection.state !== "connected") throw new Error(connection.state);
    const closed = new Promise((resolve) => connection.socket.once("close", resolve));
    connection.socket.on("error", () => {});
    host.close();
    await closed;
    expect([(await connectToHost(place)).state, existsSync(place)]).toEqual(["nobody", false]);
  });

  test("is nobody's when a file stands in its place", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect([(await connectToHost(file)).state, (await connectToHost("")).state]).toEqual(["nobody", "nobody"]);
  });
});

describe.skipIf(process.platform === "win32")("a socket's place", () => {
  test("is fresh, in a folder for this person alone", () => {
    const [one, other] = [newSocketPlace({ XDG_RUNTIME_DIR: folder }), newSocketPlace({ XDG_RUNTIME_DIR: folder })];
    expect(one.ok && one.value.startsWith(join(folder, "millrace"))).toBe(true);
    expect(one).not.toEqual(other);
    expect(statSync(join(folder, "millrace")).mode & 0o777).toBe(0o700);
  });

  test("is never in a folder that others may enter", () => {
    mkdirSync(join(folder, "millrace"));
    chmodSync(join(folder, "millrace"), 0o755);
    const place = newSocketPlace({ XDG_RUNTIME_DIR: folder });
    expect(place.ok && place.value.startsWith(folder)).toBe(false);
  });

  test("is short enough to be bound, however long the folder's name is", () => {
    const place = newSocketPlace({ XDG_RUNTIME_DIR: join(folder, "x".repeat(100)) });
    expect(place.ok && place.value.length).toBeLessThanOrEqual(103);
  });
});
