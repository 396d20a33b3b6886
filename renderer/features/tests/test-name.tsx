import { Fragment } from "react";
import type { Test } from "../../../shared/contract/tests.ts";
import styles from "./test-name.module.css";
import { pathOf } from "./test-words.ts";

/** The suites around a test, outermost first, in a low voice; the file where there are none. Each name keeps its own direction. */
export function TestPath({ test }: { test: Pick<Test, "suitePath" | "className" | "name" | "file"> }) {
  const path = pathOf(test);
  const parts = path.length === 0 && test.file !== null ? [test.file] : path;
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same name may stand twice, and their order never changes
    <Fragment key={index}>
      {index > 0 && <span className={styles.between}> › </span>}
      <bdi>{part}</bdi>
    </Fragment>
  ));
}
