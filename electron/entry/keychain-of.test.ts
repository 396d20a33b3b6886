import { expect, test } from "vitest";
import type { EngineReport } from "../../shared/contract/host.ts";
import { keychainOf } from "./keychain-of.ts";

/** The main process, as far as it is asked: it answers when it is told to. */
function mainProcess() {
  const asked: EngineReport[] = [];
  let listen: (message: { data: unknown }) => void = () => {};
  return {
    asked,
    answer: (data: unknown) => listen({ data }),
    port: {
      on: (_event: "message", listener: (message: { data: unknown }) => void) => {
        listen = listener;
      },
      postMessage: (report: EngineReport) => void asked.push(report),
    },
  };
}

test("each question gets its own answer, in whatever order they come", async () => {
  const main = mainProcess();
  const keychain = keychainOf(main.port);
  const [wrapped, name, unwrapped] = [keychain.wrap("one"), keychain.name(), keychain.unwrap("two")];
  expect(main.asked).toEqual([
    { type: "keychain", id: 1, ask: "wrap", text: "one" },
    { type: "keychain", id: 2, ask: "name", text: "" },
    { type: "keychain", id: 3, ask: "unwrap", text: "two" },
  ]);
  main.answer(null);
  main.answer({ type: "keychain", id: 3, ok: false, message: "You said no.", hint: "Say yes." });
  main.answer({ type: "keychain", id: 2, ok: true, text: null });
  main.answer({ type: "keychain", id: 1, ok: true, text: "eno" });
  expect(await Promise.all([wrapped, name, unwrapped])).toEqual([
    { ok: true, value: "eno" },
    null,
    { ok: false, failure: { code: "keychain-refused", message: "You said no.", hint: "Say yes." } },
  ]);
});
