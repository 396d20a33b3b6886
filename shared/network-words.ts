/** What the system's errors of networks, names and certificates mean, by their codes. */
const words: Readonly<Record<string, string>> = {
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
  ERR_INVALID_CHAR: "a header holds what cannot be sent",
  ERR_INVALID_URL: "the address is none",
};

/** Why nobody was reached, for a person. An error over several addresses of one name says why of the first. */
export function networkReason(error: unknown): string {
  if (error instanceof AggregateError) return networkReason(error.errors[0]);
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
