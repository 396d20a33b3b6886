/**
 * Splits a command line into words: blanks separate; quotes of either kind keep them; a backslash keeps the next
 * character, but inside quotes only a quote or a backslash, so that Windows paths survive between quotes. Nothing is
 * expanded. A quote that is never closed ends with the line.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    const next = line.charAt(index + 1);
    if (quote !== "") {
      if (character === quote) quote = "";
      else if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) {
        word += next;
        index += 1;
      } else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (character === "\\" && next !== "") {
      word = (word ?? "") + next;
      index += 1;
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + character;
  }
  if (word !== null) words.push(word);
  return words;
}
