import { parseHeader } from "../../../../shared/commit-message.ts";

/** A message with another type, or with one that it did not have. */
export function withType(message: string, type: string): string {
  return withHeader(message, (header) => ({ ...header, type }));
}

/** A message with another scope, or without one; a message without a type gets one that can be changed. */
export function withScope(message: string, scope: string | null): string {
  return withHeader(message, (header) => ({ ...header, type: header.type === "" ? "feat" : header.type, scope }));
}

interface Header {
  readonly type: string;
  readonly scope: string | null;
  readonly isBreaking: boolean;
  readonly subject: string;
}

function withHeader(message: string, change: (header: Header) => Header): string {
  const [first = "", ...rest] = message.split("\n");
  const { type, scope, isBreaking, subject } = change(
    parseHeader(first) ?? { type: "", scope: null, isBreaking: false, subject: first.trim() },
  );
  return [`${type}${scope === null ? "" : `(${scope})`}${isBreaking ? "!" : ""}: ${subject}`, ...rest].join("\n");
}
