import { EventEmitter } from "node:events";
import type { App } from "electron";

/** The application, with whether it is packaged and the first instance, and when it becomes ready, in the test's hands. */
export class FakeApp
  extends EventEmitter
  implements
    Pick<
      App,
      | "isPackaged"
      | "getVersion"
      | "setPath"
      | "enableSandbox"
      | "setAppUserModelId"
      | "setAboutPanelOptions"
      | "requestSingleInstanceLock"
      | "whenReady"
      | "quit"
      | "addRecentDocument"
      | "clearRecentDocuments"
      | "setJumpList"
    >
{
  isPackaged = true;
  readonly calls: string[] = [];
  readonly recent: string[] = [];
  /** Whether another instance has the lock. */
  isSecond = false;
  invocation: unknown = null;
  #ready = Promise.withResolvers<void>();

  getVersion(): string {
    return "0.1.0";
  }

  setPath(name: string, path: string): void {
    this.calls.push(`setPath ${name} ${path}`);
  }

  enableSandbox(): void {
    this.calls.push("enableSandbox");
  }

  setAppUserModelId(id: string): void {
    this.calls.push(`setAppUserModelId ${id}`);
  }

  setAboutPanelOptions(): void {}

  requestSingleInstanceLock(data?: unknown): boolean {
    this.invocation = data;
    return !this.isSecond;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  becomeReady(): void {
    this.#ready.resolve();
  }

  quit(): void {
    this.calls.push("quit");
  }

  addRecentDocument(path: string): void {
    this.recent.unshift(path);
  }

  clearRecentDocuments(): void {
    this.recent.length = 0;
  }

  setJumpList(): "ok" {
    this.calls.push("setJumpList");
    return "ok";
  }
}
