import type { Removal } from "./contract/schemas.ts";
import { countOf } from "./counts.ts";
import { formatBytes } from "./time.ts";

/** Says what became of removed files: `The log was removed on 3 Oct 2026 by the rule: 90 days.` */
export function removalWords(what: "The log" | "The artifacts" | "The logs", removal: Removal): string {
  const verb = what === "The log" ? "was" : "were";
  // Made here and not once for all: the first one takes 10 ms, which every command would pay and hardly one needs.
  const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const day = dayFormat.format(removal.at);
  if (removal.rule === "import") return `${what} ${verb} not in the file that this run came from on ${day}.`;
  return `${what} ${verb} removed on ${day} by the rule: ${ruleWords(removal.rule, removal.limit)}.`;
}

function ruleWords(rule: Exclude<Removal["rule"], "import">, limit: number): string {
  switch (rule) {
    case "age":
      return countOf(limit, "day");
    case "size":
      return `${formatBytes(limit)} in all`;
    case "count":
      return `${limit} runs per project`;
  }
}
