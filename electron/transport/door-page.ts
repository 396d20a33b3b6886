import { createHash } from "node:crypto";

/** What stands on a page that is shown instead of the window. */
export interface DoorWords {
  readonly title: string;
  /** What it is about, and the way out. */
  readonly sentence: string;
}

/** The mill wheel of the window. */
const wheel = `<svg width="44" height="44" viewBox="-12 -12 24 24" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-linejoin="round"><path stroke-width="2.1" d="M2.2 0 7 0l3.62 2.45M1.56 1.56l3.39 3.39.83 4.29M0 2.2 0 7l-2.45 3.62M-1.56 1.56l-3.39 3.39-4.29.83M-2.2 0-7 0l-3.62-2.45M-1.56-1.56l-3.39-3.39-.83-4.29M0-2.2 0-7l2.45-3.62M1.56-1.56l3.39-3.39 4.29-.83"/><circle r="7" stroke-width="1.9"/><circle r="2.3" fill="currentColor" stroke="none"/></g></svg>`;

/** The window's own colours and sizes; its files are behind the door, so this page brings what it needs. */
const style = `
:root { color-scheme: light dark; --bg: oklch(0.979 0.003 215); --surface: oklch(1 0 0); --line: oklch(0.908 0.006 215); --text: oklch(0.24 0.016 225); --text-2: oklch(0.44 0.016 220); --accent: oklch(0.505 0.084 196); }
@media (prefers-color-scheme: dark) { :root { --bg: oklch(0.182 0.01 215); --surface: oklch(0.218 0.011 215); --line: oklch(0.284 0.012 215); --text: oklch(0.95 0.005 210); --text-2: oklch(0.78 0.01 212); --accent: oklch(0.8 0.1 192); } }
* { box-sizing: border-box; margin: 0; }
body { display: grid; place-items: center; min-height: 100vh; padding: 24px; background: var(--bg); color: var(--text); font: 13px/20px Inter, system-ui, sans-serif; }
main { width: 100%; max-width: 440px; padding: 32px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
svg { display: block; margin-bottom: 20px; color: var(--accent); }
h1 { margin-bottom: 8px; font-size: 18px; line-height: 24px; font-weight: 600; letter-spacing: -0.01em; }
p { color: var(--text-2); }
`;

/** The page as the browser reads it. */
export function doorPage({ title, sentence }: DoorWords): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Millrace</title><style>${style}</style></head>
<body><main>${wheel}<h1>${title}</h1><p>${sentence}</p></main></body>
</html>
`;
}

/** Nothing may be loaded or run by it: only its own style holds. */
export const doorPolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
