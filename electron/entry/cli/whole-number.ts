/** The whole number that an option was given, between the bounds; `null` for anything else, `0x10` and `1e3` included. */
export function wholeNumber(text: string | boolean | undefined, lowest: number, highest: number): number | null {
  if (typeof text !== "string" || !/^\d{1,9}$/.test(text)) return null;
  const value = Number(text);
  return value >= lowest && value <= highest ? value : null;
}
