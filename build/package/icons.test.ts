import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { icnsFile, icoFile } from "./icon-containers.ts";

const folder = import.meta.dirname;

/** Width and height as a PNG file says (RFC 2083, section 4.1.1: after the signature comes IHDR). */
function pngSize(png: Buffer): string {
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

test("Linux gets every size under its own name", () => {
  const icons = readdirSync(join(folder, "icons"));
  expect(icons.map((name) => pngSize(readFileSync(join(folder, "icons", name))))).toEqual(icons.map((name) => name.replace(".png", "")));
  expect(icons.length).toBe(8);
});

test("the tray has each picture in both densities, for macOS as templates", () => {
  const names = ["idle", "running-0", "running-1", "running-2", "running-3"].flatMap((name) => [name, `${name}Template`]);
  const files = [...names, "broken"].flatMap((name) => [`${name}.png`, `${name}@2x.png`]);
  expect(readdirSync(join(folder, "tray")).sort()).toEqual(files.sort());
  expect(files.map((name) => pngSize(readFileSync(join(folder, "tray", name))))).toEqual(
    files.map((name) => (name.includes("@2x") ? "32x32" : "16x16")),
  );
});

/** What is in an `.ico`, read by its own table. */
function picturesOfIco(file: Buffer): string[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const [bytes, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)];
    const size = pngSize(file.subarray(offset, offset + bytes));
    const side = file.readUInt8(entry) || 256;
    expect(size).toBe(`${side}x${side}`);
    return size;
  });
}

/** What is in an `.icns`, read by the length of each part. */
function picturesOfIcns(file: Buffer): string[] {
  expect([file.subarray(0, 4).toString("latin1"), file.readUInt32BE(4)]).toEqual(["icns", file.length]);
  const parts: string[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    parts.push(`${file.subarray(at, at + 4).toString("latin1")} ${pngSize(file.subarray(at + 8))}`);
  }
  return parts;
}

test("Windows' file holds nine sizes up to 256", () => {
  const sizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
  expect(picturesOfIco(readFileSync(join(folder, "icon.ico")))).toEqual(sizes.map((size) => `${size}x${size}`));
});

test("macOS's file holds every size in both densities", () => {
  expect(picturesOfIcns(readFileSync(join(folder, "icon.icns")))).toEqual([
    "ic11 32x32",
    "ic12 64x64",
    "ic07 128x128",
    "ic08 256x256",
    "ic13 256x256",
    "ic09 512x512",
    "ic14 512x512",
    "ic10 1024x1024",
  ]);
});

test("files without pictures are still files", () => {
  expect([picturesOfIco(Buffer.from(icoFile([]))), picturesOfIcns(Buffer.from(icnsFile([])))]).toEqual([[], []]);
});
