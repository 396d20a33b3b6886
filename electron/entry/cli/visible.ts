/**
 * Names come from other people's repositories, and a terminal obeys what it is sent: each control character becomes the
 * sign that Unicode has for showing it, line feeds and tabs too. For one line.
 */
export function visible(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, signOf);
}

/** The same for a text of several lines: their feeds stay. */
export function visibleText(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
