import type { EngineReport, KeychainAnswer } from "../../shared/contract/host.ts";
import { err, type Failure, failure, ok, type Result } from "../../shared/result.ts";
import type { Keychain } from "../engine/secret/secret.ts";

/** What is needed of Electron's `process.parentPort` besides ports. */
export interface KeychainPort {
  on(event: "message", listener: (message: { readonly data: unknown }) => void): unknown;
  postMessage(report: EngineReport): void;
}

type Question = Extract<EngineReport, { type: "keychain" }>;

/** The keychain, asked through the main process: Electron lets no other process ask it. */
export function keychainOf(parent: KeychainPort): Keychain {
  const waiting = new Map<number, (answer: KeychainAnswer) => void>();
  let lastId = 0;
  parent.on("message", ({ data }) => {
    if (!isAnswer(data)) return;
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });

  function ask(question: Question["ask"], text: string): Promise<KeychainAnswer> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      parent.postMessage({ type: "keychain", id, ask: question, text });
    });
  }
  async function askForText(question: Question["ask"], text: string): Promise<Result<string, Failure>> {
    const answer = await ask(question, text);
    return answer.ok ? ok(answer.text ?? "") : err(failure("keychain-refused", answer.message, answer.hint));
  }
  return {
    name: async () => {
      const answer = await ask("name", "");
      return answer.ok ? answer.text : null;
    },
    wrap: (text) => askForText("wrap", text),
    unwrap: (text) => askForText("unwrap", text),
  };
}

function isAnswer(data: unknown): data is KeychainAnswer {
  return typeof data === "object" && data !== null && "type" in data && data.type === "keychain";
}
