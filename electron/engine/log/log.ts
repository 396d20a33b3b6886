/** The public face of logs: everything that other parts of the engine may use. See `log-index.ts` for the files. */
export { type CopyOptions, type CopyOutcome, copyLog } from "./copy-log.ts";
export { findInLog, type LogHit, type LogNews } from "./find-in-log.ts";
export { findMarks, kindOf, type LogMark, type LogMarks, type LogMarksRequest } from "./find-marks.ts";
export { findProblems, type LogProblem, type LogProblems } from "./find-problems.ts";
export { readLastLines } from "./last-lines.ts";
export { logBytes } from "./log-bytes.ts";
export { createLogFollower, type LogFollower } from "./log-follower.ts";
export { trimLogIndex } from "./log-index.ts";
export { PieceBuffers, smallBytes } from "./log-pieces.ts";
export { hasLog } from "./open-log.ts";
export { type PackOutcome, packLog, smallLogBytes } from "./pack-log.ts";
export { type ScanTools, scanToolsOf } from "./piece-scanner.ts";
export { type LogLine, type LogPart, type LogReadRequest, readLog } from "./read-log.ts";
export { readUnmoved } from "./read-unmoved.ts";
export { type LogSearchPart, type LogSearchRequest, type SearchPlace, searchLog, searchStart } from "./search-log.ts";
export { type PreparedQuery, prepareQuery, type SearchQuery } from "./search-query.ts";
export { waitForGrowth } from "./wait-for-growth.ts";
