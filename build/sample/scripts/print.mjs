/** Colours where they are wanted: Millrace asks for them with FORCE_COLOR, and NO_COLOR wins. */
const isForced = !["", "0", undefined].includes(process.env.FORCE_COLOR);
const hasColour = !process.env.NO_COLOR && (process.stdout.isTTY || isForced);

const paint = (code) => (text) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : String(text));

export const green = paint(32);
export const yellow = paint(33);
export const cyan = paint(36);
export const dim = paint(2);
export const bold = paint(1);

/** Ends the program with a fault that an editor can open: `file:line: what is wrong`. */
export function fail(place, what) {
  console.error(`${paint(31)("error")} ${place}: ${what}`);
  process.exitCode = 1;
}
