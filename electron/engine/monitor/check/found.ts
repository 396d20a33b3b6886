import type { PhasesOfCheck } from "../../../../shared/contract/monitors.ts";

/** What one check found. */
export interface Found {
  readonly isGood: boolean;
  /** Short: `200`, `connection refused`, `exit code 1`. */
  readonly detail: string;
  readonly phases: PhasesOfCheck | null;
}

/** Details are a cell of a table. */
const mostCharacters = 300;

/** A check that found all well. */
export function good(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: true, detail: detail.slice(0, mostCharacters), phases };
}

/** A check that did not. */
export function bad(detail: string, phases: PhasesOfCheck | null = null): Found {
  return { isGood: false, detail: detail.slice(0, mostCharacters), phases };
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
  ENOTFOUND: "no such host",
  ENODATA: "no such record",
  EAI_AGAIN: "the name cannot be looked up now",
  ESERVFAIL: "the name server failed",
  EREFUSED: "the name server refused",
  ETIMEOUT: "the name server does not answer",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to the network",
  ETIMEDOUT: "no answer",
  ENOENT: "not there",
  EACCES: "not allowed",
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate is nobody's we trust",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host",
};

/** An error of the system, for a person. One over several addresses of a name says why of the first. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
