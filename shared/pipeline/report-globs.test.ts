import { expect, test } from "vitest";
import { globForVariant, variablesIn } from "./report-globs.ts";

test("a variant's values stand in its globs, as they are", () => {
  const braced = (name: string) => `$\{${name}}`;
  const values = { shard: "1", "node-version": "v*[2]" };
  expect(globForVariant(`reports/$MATRIX_SHARD/*-${braced("MATRIX_NODE_VERSION")}x.xml`, values)).toBe("reports/1/*-v[*][[]2]x.xml");
  expect(globForVariant("reports/$HOME-$MATRIX_OTHER.xml", values)).toBe("reports/$HOME-.xml");
  expect(variablesIn(`$MATRIX_SHARD/${braced("MATRIX_A")}/$HOME`)).toEqual(["MATRIX_SHARD", "MATRIX_A"]);
});
