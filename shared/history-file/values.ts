import { z } from "zod";

/*
 * The smallest parts of a history file. What an export writes is far within these limits; a file that is not has been made
 * by something else.
 */

/** Up to so many characters, of which none is half a character or ends a text for programs written in C. */
export function text(most: number) {
  return z.string().max(most).refine(isWhole, "holds half a character or a NUL");
}

function isWhole(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}

/** One line for a person, such as a subject or a sentence. */
export const words = text(20_000);

/** What a thing is called: a stage, a branch, an environment. */
export const name = text(2_000);

/** Many lines: notes, signatures, what a test said. Parts of tests are cut at 64 KiB where they are read. */
export const longText = text(1_000_000);

/** Of a row in the database that wrote the file: it tells things of one kind apart within the file and says nothing more. */
export const fileId = z.number().int().min(1).max(999_999_999_999_999);

/** How many; an integer that JavaScript counts exactly. */
export const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A place in a run, from 1. */
export const place = z.number().int().min(1).max(1_000_000);

/** Epoch milliseconds up to the year 9999. */
export const time = z.number().int().min(0).max(253_402_300_799_999);

/** Milliseconds; tests tell parts of them. */
export const durationMs = z.number().min(0).max(1e15);

/** The same in whole ones. */
export const wholeMs = z.number().int().min(0).max(1_000_000_000_000_000);

/** A commit, a tree or a sum, as git and others write them. */
export const hash = z.string().regex(/^[0-9a-zA-Z:_-]{1,200}$/, "is no hash");

/**
 * A file within a project, with `/`. Never one that leads out of it: kept files are found by it. Nor is it ever used while a
 * file of a history is read.
 */
export const filePath = text(4_000).refine(staysInside, "leads out of the project");

function staysInside(path: string): boolean {
  if (path === "" || path.startsWith("/") || path.includes("\\") || /^[A-Za-z]:/.test(path)) return false;
  return path.split("/").every((part) => part !== ".." && part !== "." && part !== "");
}
