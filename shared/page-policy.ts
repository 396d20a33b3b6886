/**
 * Headers of every answer that is a part of the page, from the Electron host and from the loopback host alike: own
 * scripts, styles, fonts and pictures only, nothing inline, nothing remote, never inside another page. `sockets` are
 * addresses that the page may connect to besides its own origin.
 */
export function pageHeaders(sockets: readonly string[] = []): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      ["connect-src 'self'", ...sockets].join(" "),
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}
