import type { Dora, DoraRule } from "../../../../shared/contract/dora.ts";

type Source = DoraRule["source"];

/** A source as the value of a choice. */
export function choiceOf(source: Source): string {
  return source.kind === "environment" ? `environment ${source.environment}` : `tags ${source.pattern}`;
}

/** The source that a choice stands for. */
export function sourceOf(value: string): Source {
  const [, kind = "", name = ""] = /^(environment|tags) (.*)$/s.exec(value) ?? [];
  return kind === "tags" ? { kind: "tags", pattern: name } : { kind: "environment", environment: name };
}

/** What can be counted in a project: its environments, and tags where there are any. */
export function sourceChoices({ sources, rule }: Pick<Dora, "sources" | "rule">): { value: string; label: string }[] {
  const { source } = rule;
  const environments = new Set([...sources.environments, ...(source.kind === "environment" ? [source.environment] : [])]);
  const pattern = source.kind === "tags" ? source.pattern : "v*";
  const tags = source.kind === "tags" || sources.tags > 0 ? [{ value: `tags ${pattern}`, label: `Tags ${pattern}` }] : [];
  return [...Array.from(environments, (name) => ({ value: `environment ${name}`, label: name })), ...tags];
}
