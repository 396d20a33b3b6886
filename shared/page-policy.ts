/**
 * Headers of every answer that is a part of the page, the same from the Electron host and from the loopback host:
 * own scripts, styles, fonts and pictures only, nothing inline, nothing remote, never inside another page.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    // Small pictures are inlined into style sheets by the bundler.
    "img-src 'self' data:",
    // The loopback host's socket is of the same origin.
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};
