import { type Needle, shortestNeedle } from "./needle-scanner.ts";

/** A shorter line of a secret, such as a lone bracket, would hide half of what a stage says. */
const shortestLine = 8;

/**
 * Every form in which the secrets may come out of a tool: as they are, each of their lines, escaped for JSON, XML, a
 * shell or an address, in base64 at any place of a longer text, in hex. The shortest have {@link shortestNeedle} bytes.
 */
export function disguisesOf(secrets: ReadonlyMap<string, string>): Needle[] {
  return [...secrets].flatMap(([name, value]) => {
    const needles = new Map<string, Needle>();
    for (const part of partsOf(value)) {
      const add = (bytes: Buffer, mayWrap: boolean) => {
        if (bytes.length >= shortestNeedle) needles.set(bytes.toString("latin1"), { bytes, mayWrap, name });
      };
      for (const text of escapedForms(part)) add(Buffer.from(text), false);
      const bytes = Buffer.from(part);
      for (const text of [...base64Forms(bytes), ...hexForms(bytes)]) add(Buffer.from(text), true);
    }
    return [...needles.values()];
  });
}

/** The value and its lines, without the blanks around them: a needle that begins with a line's end keeps every line waiting. */
function partsOf(value: string): string[] {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  const long = lines.length > 1 ? lines.filter((line) => line.length >= shortestLine) : [];
  return [...new Set([value.trim(), ...long])];
}

function escapedForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const address = encodeURIComponent(text);
  const strict = address.replaceAll(/[!'()*]/g, percentOf);
  const addresses = [
    address,
    strict,
    address.replaceAll("%2F", "/"),
    encodeURI(text),
    strict.replaceAll("%20", "+").replaceAll("~", "%7E"),
  ];
  return [
    text,
    text.replaceAll("\r\n", "\n"),
    json,
    json.replaceAll("/", "\\/"),
    ...[json, json.replaceAll(/[<>&]/g, unicodeOf)].map((form) => form.replaceAll(/[\u007f-\uffff]/g, unicodeOf)),
    json.replaceAll(/[<>&]/g, unicodeOf),
    ...addresses.flatMap((form) => [form, form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]),
    ...xmlForms(text),
    ...["'\\''", `'"'"'`].map((quote) => text.replaceAll("'", quote)),
    text.replaceAll(/[^A-Za-z0-9_@%+=:,./-]/g, "\\$&"),
  ];
}

function xmlForms(text: string): string[] {
  const inner = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = inner.replaceAll('"', "&quot;");
  return [inner, quoted, ...["&#39;", "&apos;", "&#x27;"].map((quote) => quoted.replaceAll("'", quote))];
}

function percentOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function unicodeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Three bytes become four letters, so what stands before decides among three ways to write the same. The letters at both
 * ends that other bytes have a part in are left out, except at the end of a text, where only zeros follow.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const written = padded.replace(/=+$/, "");
    const first = Math.ceil((before * 8) / 6);
    const sure = Math.floor(((before + bytes.length) * 8) / 6);
    const forms = [written.slice(first, sure), written.slice(first), padded.slice(first)];
    return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
  });
}

function hexForms(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase()];
}
