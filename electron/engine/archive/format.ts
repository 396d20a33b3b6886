/*
 * A project's whole history as one file.
 *
 * One gzip stream of JSON, one value a line, and nothing else: `zcat FILE | jq` reads it on any machine in twenty years, and no
 * parser of ours stands between a hostile file and the history. An archive of many files (zip, tar) would bring names, which
 * lead out of folders; a container of our own would bring lengths, which lie; a copy of the database would bring its schema,
 * which changes, and hands SQLite pages that somebody else has made.
 *
 * The first line says what it is (`manifest.ts`), the last one how many lines came before it and their SHA-256; each line
 * between them has one key, its kind (`lines.ts`). What is named stands before what names it: plans, environments of runs,
 * tests and ways of failing, then each run with all that belongs to it directly behind it, then releases, deployments,
 * environments, incidents. Ids are rows of the database that wrote it, and mean nothing outside the file but that the same run
 * is known again. Whoever reads takes nothing on trust: every line is checked by its schema, counts and sizes against what the
 * first line says, and unknown kinds and fields are refused, as a file that is understood in part is not understood.
 */

/** No line of an export comes near it: the plan of a pipeline with many thousand stages is the longest. */
export const mostLineBytes = 32 * 1024 * 1024;

/** So much must be left on the disk beside what a file brings. */
export const spareBytes = 256 * 1024 * 1024;

/** More of one kind is no history of one project. */
export const mostOfKind = 50_000_000;

/** What is in memory while a file is read. */
export const mostTests = 2_000_000;
