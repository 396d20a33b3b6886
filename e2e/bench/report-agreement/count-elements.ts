import type { Counts } from "./counts.ts";

/**
 * Counts a report's tests by nothing but patterns over its text: none of our readers, and no reader of XML. `null` when it
 * is of no format that this can be said of.
 */
export function countElements(text: string): Counts | null {
  const plain = text.replaceAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, "");
  if (/<testsuites?[\s>/]/.test(plain)) return ofParts(plain, "testcase", junitStatus);
  if (/<(?:test-run|test-results)[\s>]/.test(plain)) return ofParts(plain, "test-case", nunitStatus);
  if (/<assembl(?:y|ies)[\s>]/.test(plain)) return ofParts(plain, "test", (part) => byWord(/ result="(\w+)"/.exec(part)?.[1]));
  if (/<TestRun[\s>]/.test(plain)) return ofParts(plain, "UnitTestResult", (part) => byWord(/ outcome="(\w+)"/.exec(part)?.[1]));
  return null;
}

type Kind = keyof Counts;

function ofParts(text: string, element: string, kindOf: (part: string) => Kind): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const parts = text.split(new RegExp(`<${element}(?=[\\s/>])`)).slice(1);
  // What follows the element does not belong to it.
  for (const part of parts) counts[kindOf(/^[^>]*\/>/.exec(part)?.[0] ?? part.split(`</${element}>`, 1)[0] ?? part)] += 1;
  return counts;
}

function junitStatus(part: string): Kind {
  if (/<(?:failure|error)[\s/>]/.test(part)) return "failed";
  return /<skipped[\s/>]/.test(part) || / (?:status="(?:notrun|disabled)"|result="suppressed")/.test(part) ? "skipped" : "passed";
}

function nunitStatus(part: string): Kind {
  if (/ executed="False"/i.test(part)) return "skipped";
  const result = / result="(\w+)"/.exec(part)?.[1];
  if (result !== undefined) return byWord(result);
  return / success="True"/i.test(part) || !/<failure[\s/>]/.test(part) ? "passed" : "failed";
}

function byWord(word: string | undefined): Kind {
  if (word !== undefined && /^(?:Pass|Passed|Success|Warning)$/i.test(word)) return "passed";
  return word !== undefined && /^(?:Skip|Skipped|Ignored|Inconclusive|NotExecuted|NotRunnable)$/i.test(word) ? "skipped" : "failed";
}
