/**
 * Names come from other people's repositories, and a terminal obeys what it is sent: each control character becomes the
 * sign that Unicode has for showing it, line feeds and tabs too; so do those that turn the direction of writing, which
 * make a name look like another (Unicode Technical Standard 55). For one line.
 */
export function visible(line: string): string {
  return line.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, signOf);
}

/**
 * A name or a line from other people for a window, which obeys nothing but turns the direction of writing: each character
 * that does so becomes a sign of its own. What writes from right to left by itself still does.
 */
export function upright(line: string): string {
  return line.replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, signOf);
}

/** As {@link visible}, for a text of several lines: their feeds stay. */
export function visibleText(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
