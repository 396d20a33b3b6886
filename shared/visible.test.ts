import { expect, test } from "vitest";
import { upright, visible, visibleText } from "./visible.ts";

test("what a terminal would obey is shown instead, everything else stays", () => {
  expect(visible("a\u001b[31mb\r\n\tc\u007fd\u009b0m é 漢 🚀")).toBe("a␛[31mb␍␊␉c␡d\ufffd0m é 漢 🚀");
  expect(visible("deploy \u202etset\u202c \u2066x\u2069")).toBe("deploy \ufffdtset\ufffd \ufffdx\ufffd");
  expect(upright("\u202etxt.exe\u2069\tשלום")).toBe("\ufffdtxt.exe\ufffd\tשלום");
  expect(visibleText("one\u0007\ntwo")).toBe("one␇\ntwo");
});
