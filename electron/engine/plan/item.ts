import { readField } from "./field-text.ts";
import { type FrontField, fieldKeys, fieldOf, type ItemValues, noValues, removedKey } from "./item-values.ts";
import { type Layout, type TextFault, textOfEntry, unescapeLines } from "./layout.ts";

/** What the text of an item says. */
export interface ItemText {
  readonly values: ItemValues;
  /** Fields whose values cannot be read: they count as empty, and are not written over. */
  readonly faults: readonly (TextFault & { readonly field: FrontField })[];
  /** Whether it was removed: then only its number is left of it. */
  readonly isRemoved: boolean;
  /** Keys of fields that Millrace does not know. */
  readonly unknownFields: readonly string[];
}

/** What a file that was taken apart says. */
export function valuesOf({ entries, description, comments }: Layout): ItemText {
  const values: Record<string, unknown> = { ...noValues };
  const faults: (TextFault & { field: FrontField })[] = [];
  const unknownFields: string[] = [];
  let isRemoved = false;
  for (const entry of entries) {
    const field = fieldOf(entry.key);
    if (entry.key === removedKey) {
      isRemoved = textOfEntry(entry).trim() !== "";
      continue;
    }
    if (field === null) {
      unknownFields.push(entry.key);
      continue;
    }
    const read = readField(field, textOfEntry(entry));
    if (read.ok) values[field] = read.value;
    else faults.push({ field, line: entry.line, message: `\`${fieldKeys[field]}\`: ${read.failure}` });
  }
  values.description = unescapeLines(description);
  values.comments = comments.map(({ id, author, at, lines }) => ({ id, author, at, text: unescapeLines(lines) }));
  return { values: values as unknown as ItemValues, faults, isRemoved, unknownFields };
}
