import { lockedEntries } from "../files/toml-places.ts";
import { type Component, hashOf, plainComponent } from "./component.ts";

/** `Cargo.lock`. Packages that were got from nowhere are the project's own. */
export function readCargoLock(text: string): Component[] {
  const entries = lockedEntries(text).filter(({ texts }) => texts.source !== undefined);
  // The first format had its checksums under [metadata].
  const sums = new Map(
    [...text.matchAll(/^"checksum (\S+) (\S+) \([^"]*\)" = "([0-9a-f]{64})"/gm)].map(([, name, version, sum]) => [
      `${name} ${version}`,
      sum,
    ]),
  );
  return entries.map(({ name, version: { version }, texts }) => ({
    ...plainComponent("cargo", name, version),
    hashes: hashOf("SHA-256", texts.checksum ?? sums.get(`${name} ${version}`) ?? ""),
  }));
}

/** `poetry.lock`, `pdm.lock` and `uv.lock`. Their hashes are of several files each, and are left out; so is the project itself. */
export function readPythonLock(text: string): Component[] {
  const blocks = text.split(/^\[\[package\]\]/m).slice(1);
  return blocks.flatMap((block) => {
    const [, name] = /^name = "([^"]+)"/m.exec(block) ?? [];
    const [, version] = /^version = "([^"]+)"/m.exec(block) ?? [];
    if (name === undefined || version === undefined || /^source = \{ (virtual|editable) =/m.test(block)) return [];
    const scope = /^category = "dev"/m.test(block) ? "excluded" : "required";
    return [{ ...plainComponent("pypi", name.toLowerCase(), version), scope } satisfies Component];
  });
}

/** `go.mod`, which since Go 1.17 names every module that is built in. `go.sum` also names those that were only looked at. */
export function readGoModules(text: string): Component[] {
  const bare = text.replaceAll(/\/\/.*$/gm, "");
  const blocks = [...bare.matchAll(/^require\s*\(([^)]*)\)/gm)].map(([, block = ""]) => block);
  const single = [...bare.matchAll(/^require[ \t]+([^(\s]+[ \t]+\S+)[ \t]*$/gm)].map(([, line = ""]) => line);
  return [...blocks.flatMap((block) => block.split("\n")), ...single].flatMap((line) => {
    const [name, version] = line.trim().split(/\s+/);
    return name === undefined || version === undefined ? [] : [plainComponent("golang", name, version)];
  });
}

/** `Gemfile.lock`: what stands under GEM, with four spaces before it. */
export function readGemfileLock(text: string): Component[] {
  const gems = /^GEM\r?\n((?:[ \t].*(?:\r?\n|$)|\r?\n)*)/m.exec(text)?.[1] ?? "";
  return [...gems.matchAll(/^ {4}(\S+) \(([^)]+)\)/gm)].map(([, name = "", version = ""]) => plainComponent("gem", name, version));
}

/** Gradle's `gradle.lockfile`: `group:name:version=configurations`. */
export function readGradleLock(text: string): Component[] {
  return [...text.matchAll(/^([^#:\s=]+):([^:\s=]+):([^:\s=]+)=/gm)].map(([, group = "", name = "", version = ""]) => ({
    ...plainComponent("maven", name, version),
    group,
  }));
}

/** `yarn.lock` as Yarn 1 writes it. */
export function readYarnLock(text: string): Component[] {
  if (/^__metadata:/m.test(text)) throw new Error("it is of Yarn 2 or newer, whose checksums are of its own archives");
  return [...text.matchAll(/^"?(@?[^@\s"]+)@[^\n]*:\r?\n {2}version "([^"]+)"\r?\n(?: {2}[^\n]*\n)*/gm)].map(
    ([block, key = "", version = ""]) => {
      // An alias has the name that is meant behind `npm:`.
      const name = /^"?@?[^@\s"]+@npm:(@?[^@\s"]+)@/.exec(block)?.[1] ?? key;
      const [, size, base64] = /^ {2}integrity sha(1|256|384|512)-([A-Za-z0-9+/=]+)/m.exec(block) ?? [];
      const hex = Buffer.from(base64 ?? "", "base64").toString("hex");
      return { ...plainComponent("npm", name, version), hashes: size === undefined ? [] : hashOf(`SHA-${size}` as "SHA-512", hex) };
    },
  );
}
