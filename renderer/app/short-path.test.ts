import { expect, test } from "vitest";
import { shortPath } from "./short-path.ts";

test("only what lies below the home folder is written with a tilde", () => {
  const paths = ["/home/mara", "/home/mara/code/shop", "/home/marabel/code", "/srv/shop", "C:\\Users\\mara\\shop"];
  expect(paths.map((path) => shortPath(path, path.startsWith("C:") ? "C:\\Users\\mara" : "/home/mara"))).toEqual([
    "~",
    "~/code/shop",
    "/home/marabel/code",
    "/srv/shop",
    "~\\shop",
  ]);
});
