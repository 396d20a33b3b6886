/** A colour: 0 to 15 of the terminal's palette, which the theme decides, or a fixed one as `#rrggbb`. */
export type AnsiColor = number | `#${string}`;

/** How a piece of a line looks. `null` is the theme's own colour. */
export interface AnsiStyle {
  readonly foreground: AnsiColor | null;
  readonly background: AnsiColor | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strikethrough: boolean;
  /** Foreground and background change places. */
  readonly inverse: boolean;
}

/** How text looks before anything is said about it. */
export const plainStyle: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strikethrough: false,
  inverse: false,
};

/**
 * The style after a sequence "select graphic rendition" with the given parameters (what stands between `ESC [` and
 * `m`). Unknown parameters change nothing. Colours come as `38;5;9`, `38;2;1;2;3` or, as the standard has it, with
 * colons.
 */
export function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  // Private modes (`ESC [ > 4 m`) are none of ours.
  if (/[^0-9;:]/.test(parameters)) return style;
  const groups = parameters.split(";");
  let next = style;
  for (let index = 0; index < groups.length; index += 1) {
    const group = groups[index] ?? "";
    const code = Number.parseInt(group, 10) || 0;
    if (code !== 38 && code !== 48 && code !== 58) {
      next = applyCode(next, code, group);
      continue;
    }
    const { color, used } = group.includes(":") ? colorOfColons(group) : colorOfGroups(groups.slice(index + 1, index + 5));
    index += used;
    if (color === null || code === 58) continue;
    next = code === 38 ? { ...next, foreground: color } : { ...next, background: color };
  }
  return next;
}

function applyCode(style: AnsiStyle, code: number, group: string): AnsiStyle {
  if (code >= 30 && code <= 37) return { ...style, foreground: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, foreground: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  switch (code) {
    case 0:
      return plainStyle;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      // `4:0` is no line, `4:3` a wavy one.
      return { ...style, underline: group !== "4:0" };
    case 7:
      return { ...style, inverse: true };
    case 9:
      return { ...style, strikethrough: true };
    case 21:
      return { ...style, underline: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 27:
      return { ...style, inverse: false };
    case 29:
      return { ...style, strikethrough: false };
    case 39:
      return { ...style, foreground: null };
    case 49:
      return { ...style, background: null };
    default:
      return style;
  }
}

interface ParsedColor {
  readonly color: AnsiColor | null;
  /** How many further groups it took. */
  readonly used: number;
}

function colorOfGroups(rest: readonly string[]): ParsedColor {
  const [kind, ...values] = rest.map((text) => Number.parseInt(text, 10) || 0);
  if (kind === 5) return { color: paletteColor(values[0] ?? 0), used: 2 };
  if (kind === 2) return { color: rgbColor(values), used: 4 };
  return { color: null, used: 0 };
}

/** `38:5:9`, `38:2:1:2:3`, or with the standard's colour space between: `38:2::1:2:3`. */
function colorOfColons(group: string): ParsedColor {
  const [, kind, ...values] = group.split(":").map((text) => Number.parseInt(text, 10) || 0);
  if (kind === 5) return { color: paletteColor(values[0] ?? 0), used: 0 };
  if (kind === 2) return { color: rgbColor(values.length > 3 ? values.slice(1) : values), used: 0 };
  return { color: null, used: 0 };
}

/** The steps of the palette's colour cube. */
const cubeSteps = [0, 95, 135, 175, 215, 255];

function paletteColor(index: number): AnsiColor | null {
  if (index < 16) return index;
  if (index > 255) return null;
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return rgbColor([grey, grey, grey]);
  }
  const place = index - 16;
  return rgbColor([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => cubeSteps[step] ?? 0));
}

function rgbColor(values: readonly number[]): AnsiColor {
  const [red = 0, green = 0, blue = 0] = values.map((value) => Math.min(255, value));
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
