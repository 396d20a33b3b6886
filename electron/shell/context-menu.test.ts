import { expect, test, vi } from "vitest";
import { fakeElectron } from "./testing/fake-electron.ts";
import { FakeWebContents } from "./testing/fake-window.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { editingItems, offerEditing } = await import("./context-menu.ts");

const editFlags = {
  canUndo: false,
  canRedo: false,
  canCut: false,
  canCopy: true,
  canPaste: true,
  canDelete: false,
  canSelectAll: true,
  canEditRichly: false,
};

test("selected text can be copied, and nothing is offered where there is none", () => {
  const roles = ["a line of a log", " \n", ""].map((selectionText) =>
    editingItems({ isEditable: false, selectionText, editFlags }).map((item) => item.role),
  );
  expect(roles).toEqual([["copy"], [], []]);
});

test("a text field offers what can be done in it now", () => {
  const items = editingItems({ isEditable: true, selectionText: "", editFlags });
  expect(items.filter((item) => item.enabled).map((item) => item.role)).toEqual(["copy", "paste", "selectAll"]);
});

test("the menu opens only where it has something to offer; elsewhere the page may open its own", () => {
  const contents = new FakeWebContents();
  offerEditing(contents as never);
  const preventDefault = vi.fn();
  contents.emit("context-menu", { preventDefault }, { isEditable: false, selectionText: "", editFlags });
  expect([preventDefault.mock.calls.length, fake.popups.length]).toEqual([0, 0]);
  contents.emit("context-menu", { preventDefault }, { isEditable: true, selectionText: "", editFlags });
  expect([preventDefault.mock.calls.length, fake.popups.length]).toEqual([1, 1]);
});
