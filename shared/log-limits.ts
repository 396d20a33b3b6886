/** The longest part of a line that is sent, in UTF-16 units: a 64 MiB line must not freeze a window. */
export const maxLineCharacters = 8_192;

/** The most lines that one answer carries. Many lines a message are what makes reading fast. */
export const maxLinesPerRead = 2_000;

/** The most text that one answer carries, in UTF-16 units; it has at least one line, however long. */
export const maxCharactersPerRead = 1_048_576;
