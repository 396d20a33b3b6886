import type { CSSProperties } from "react";
import type { AnsiColor, AnsiStyle } from "../../../shared/log/ansi.ts";

/** How a piece of terminal output is drawn: classes of the palette, and a fixed colour where a program asked for one. */
export interface AnsiLook {
  readonly classes: readonly string[];
  readonly style: CSSProperties | undefined;
}

// Black text is for light terminals and white for dark ones; both mean "no colour" in a palette that serves both.
const paletteNames = ["dim", "red", "green", "yellow", "blue", "magenta", "cyan", "text"];

const known = new WeakMap<AnsiStyle, AnsiLook>();

/** The look of a style, in colours that can be read in both themes. */
export function lookOf(style: AnsiStyle): AnsiLook {
  const before = known.get(style);
  if (before !== undefined) return before;
  const look = buildLook(style);
  known.set(style, look);
  return look;
}

function buildLook({ foreground, background, bold, dim, italic, underline, strikethrough, inverse }: AnsiStyle): AnsiLook {
  const [front, ground] = inverse ? [background, foreground ?? 7] : [foreground, background];
  const classes: string[] = [];
  let style: CSSProperties | undefined;
  if (isVisibleGround(ground)) {
    // On a coloured ground the text takes the log's own ground, which every colour of the palette stands out from.
    if (typeof ground === "number") classes.push(`on-${nameOf(ground)}`);
    else style = { background: ground, color: isLight(ground) ? "black" : "white" };
  } else if (typeof front === "number") classes.push(nameOf(front));
  else if (front !== null) {
    classes.push("fixed");
    style = { "--fixed": front } as CSSProperties;
  } else if (dim) classes.push("dim");
  if (bold) classes.push("bold");
  if (italic) classes.push("italic");
  if (underline && strikethrough) classes.push("both");
  else if (underline) classes.push("underline");
  else if (strikethrough) classes.push("strikethrough");
  return { classes, style };
}

/** A black ground is the terminal's own. */
function isVisibleGround(ground: AnsiColor | null): ground is AnsiColor {
  return ground !== null && ground !== 0;
}

function nameOf(color: number): string {
  return paletteNames[color % 8] ?? "text";
}

/** Whether black is easier to read on a colour than white. */
function isLight(color: `#${string}`): boolean {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0) > 0.179;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
