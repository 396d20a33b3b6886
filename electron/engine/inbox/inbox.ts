/** The public face of the inbox: what changes of the history mean for it, and what the desktop is told. */
export { holdsBack, placeOf, type TakenNotices, takeDesktop } from "./desktop.ts";
export { noteDeployment, noteRelease } from "./note-delivery.ts";
export { kindsOfBranches, noteGoneBranch } from "./note-gone.ts";
export { noteAlert, noteAlertEnd, noteIncident, noteService } from "./note-operations.ts";
export { noteAnswer, noteCulprit, noteQuestion } from "./note-questions.ts";
export { noteRunEnd } from "./note-run.ts";
export { endedTitle } from "./words.ts";
