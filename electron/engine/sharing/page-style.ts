import { createHash } from "node:crypto";

/*
 * The look of a shared page: the tokens of the window that it needs, in both themes, and nothing that is loaded from elsewhere.
 */

const style = `
:root { color-scheme: light dark; --bg: light-dark(oklch(0.979 0.003 215), oklch(0.182 0.01 215));
  --surface: light-dark(oklch(1 0 0), oklch(0.218 0.011 215)); --line: light-dark(oklch(0.908 0.006 215), oklch(0.284 0.012 215));
  --text: light-dark(oklch(0.24 0.016 225), oklch(0.95 0.005 210)); --text-2: light-dark(oklch(0.44 0.016 220), oklch(0.78 0.01 212));
  --accent: light-dark(oklch(0.505 0.084 196), oklch(0.8 0.1 192));
  --log-bg: light-dark(oklch(0.988 0.002 215), oklch(0.148 0.009 215)); --log-text: light-dark(oklch(0.29 0.014 225), oklch(0.9 0.006 212));
  --log-number: light-dark(oklch(0.515 0.012 218), oklch(0.625 0.01 214)); --log-bad: light-dark(oklch(0.944 0.024 22), oklch(0.232 0.052 22));
  --passed: light-dark(oklch(0.49 0.11 158), oklch(0.79 0.13 158)); --failed: light-dark(oklch(0.52 0.185 27), oklch(0.73 0.155 24));
  --running: light-dark(oklch(0.51 0.145 253), oklch(0.77 0.11 248)); --waiting: light-dark(oklch(0.52 0.105 75), oklch(0.83 0.13 86));
  --queued: light-dark(oklch(0.5 0.018 235), oklch(0.76 0.014 230)); --canceled: light-dark(oklch(0.495 0.045 266), oklch(0.74 0.04 265));
  --skipped: light-dark(oklch(0.51 0.01 222), oklch(0.69 0.008 220)); --errored: light-dark(oklch(0.53 0.135 50), oklch(0.78 0.13 56));
  --interrupted: light-dark(oklch(0.51 0.16 306), oklch(0.77 0.11 308));
  --red: light-dark(oklch(0.43 0.16 27), oklch(0.76 0.14 24)); --green: light-dark(oklch(0.42 0.095 156), oklch(0.81 0.13 156));
  --yellow: light-dark(oklch(0.43 0.085 78), oklch(0.85 0.12 90)); --blue: light-dark(oklch(0.42 0.13 256), oklch(0.78 0.105 248));
  --magenta: light-dark(oklch(0.43 0.14 322), oklch(0.79 0.11 320)); --cyan: light-dark(oklch(0.43 0.07 210), oklch(0.83 0.085 200));
  --dim: light-dark(oklch(0.428 0.014 220), oklch(0.715 0.01 214)); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 13px/20px Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0; font-size: 24px; line-height: 32px; font-weight: 600; }
h2 { margin: 32px 0 12px; font-size: 15px; font-weight: 600; }
p { margin: 8px 0; } a { color: var(--accent); }
code, pre { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: 12px; line-height: 18px; }
.card { padding: 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.quiet { color: var(--text-2); } .cause { font-size: 15px; line-height: 24px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0 0; }
.facts dt { color: var(--text-2); } .facts dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; } th { color: var(--text-2); font-weight: 520; text-align: left; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
.timeline { display: block; width: 100%; height: auto; } .timeline text { fill: var(--text); font-size: 12px; }
details { margin-top: 8px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); overflow: hidden; }
summary { display: flex; gap: 12px; padding: 10px 16px; cursor: pointer; } summary .name { flex: 1; font-weight: 600; overflow-wrap: anywhere; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.inside { padding: 0 16px 16px; } .command { margin: 0 0 12px; color: var(--text-2); white-space: pre-wrap; overflow-wrap: anywhere; }
.log { margin: 0; padding: 8px 0; overflow-x: auto; background: var(--log-bg); color: var(--log-text); tab-size: 8; font-variant-ligatures: none; }
.log > span { display: inline-block; min-width: 100%; padding: 0 12px 0 0; } .log > .bad { background: var(--log-bad); }
.log b { display: inline-block; width: 7ch; margin-right: 12px; color: var(--log-number); font-weight: 400; text-align: right; user-select: none; }
.log i:last-child { color: var(--log-number); } .cut { margin: 0; padding: 6px 12px; background: var(--log-bg); color: var(--text-2); }
.passed { color: var(--passed); } .failed { color: var(--failed); } .running, .canceling { color: var(--running); }
.waiting, .allowed { color: var(--waiting); } .queued { color: var(--queued); } .canceled { color: var(--canceled); }
.skipped { color: var(--skipped); } .errored { color: var(--errored); } .interrupted { color: var(--interrupted); }
rect.status { fill: currentColor; } .status { font-weight: 600; }
.red { color: var(--red); } .green { color: var(--green); } .yellow { color: var(--yellow); } .blue { color: var(--blue); }
.magenta { color: var(--magenta); } .cyan { color: var(--cyan); } .dim { color: var(--dim); }
.bold { font-weight: 700; } .italic { font-style: italic; } .underline { text-decoration: underline; } .strike { text-decoration: line-through; }
footer { margin-top: 48px; color: var(--text-2); }
@media print { main { max-width: none; padding: 0; } .log { white-space: pre-wrap; overflow-wrap: anywhere; } details { break-inside: auto; } }
`;

/**
 * The head of a page that loads nothing and runs nothing: the policy allows exactly this style sheet (Content Security Policy
 * Level 3, by its hash) and nothing else, whatever is in the page.
 */
export const pageHead: string = [
  '<meta charset="utf-8">',
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'">`,
  '<meta name="referrer" content="no-referrer">',
  '<meta name="viewport" content="width=device-width">',
  `<style>${style}</style>`,
].join("\n");
