import { parentPort } from "node:worker_threads";
import { answerSearches } from "../engine/search/search.ts";

/* A thread that searches logs, beside the engine's own. */

if (parentPort !== null) answerSearches(parentPort);
