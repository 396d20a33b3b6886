import { z } from "zod";
import { pipelineProblemSchema } from "./schemas.ts";

/*
 * The failures that a call may answer with. Each procedure names the ones it can meet; the message is written for the
 * person, `hint` says what to do next.
 */
const told = z.object({ hint: z.string() });

/** What was named by its id, or by a path, does not exist. */
export const notFound = { NOT_FOUND: { message: "It is not there any more.", data: told } } as const;
/** Why a folder cannot be opened. */
export const folderFailures = {
  FOLDER_MISSING: { message: "The folder is not there.", data: told },
  FOLDER_UNREADABLE: { message: "The folder cannot be read.", data: told },
  NOT_A_FOLDER: { message: "This is a file, not a folder.", data: told },
} as const;
/** Why the history cannot be read or written. Nothing that was to be written is there then. */
export const storeFailures = {
  STORE_LOCKED: { message: "Another program keeps the history locked.", data: told },
  STORE_DAMAGED: { message: "The history is damaged.", data: told },
  STORE_FROM_THE_FUTURE: { message: "A newer Millrace wrote the history.", data: told },
  STORE_UNAVAILABLE: { message: "The history cannot be read or written.", data: told },
  DISK_FULL: { message: "The disk is full.", data: told },
} as const;
/** Why a log cannot be shown although its stage wrote something. */
export const logFailures = {
  LOG_REMOVED: { message: "The log was removed.", data: told },
  LOG_MISSING: { message: "The log's file is not there.", data: told },
} as const;
/** Why a run was not started; nothing of it was recorded. */
export const startFailures = {
  FOLDER_MISSING: folderFailures.FOLDER_MISSING,
  NOT_TRUSTED: { message: "This project has not been trusted yet.", data: told },
  PIPELINE_INVALID: { message: "The pipeline has faults.", data: told.extend({ problems: z.array(pipelineProblemSchema) }) },
  NOTHING_TO_RUN: { message: "There is no stage to run.", data: told },
  UNKNOWN_STAGE: { message: "There is no such stage.", data: told },
  NO_CHECKOUT: { message: "There is no such commit to run.", data: told },
  HOST_FAILED: { message: "The run could not be started.", data: told },
} as const;
/** Why no search for a culprit can begin, or go on. */
export const culpritFailures = {
  FOLDER_MISSING: folderFailures.FOLDER_MISSING,
  NOT_TRUSTED: startFailures.NOT_TRUSTED,
  NO_REPOSITORY: { message: "Git cannot tell.", data: told },
  NO_COMMIT: { message: "There is no such commit.", data: told },
  NO_GOOD_KNOWN: { message: "No commit is known on which the stage passed.", data: told },
  NOT_A_DESCENDANT: { message: "The bad commit does not build on the good one.", data: told },
  SHALLOW_BORDER: { message: "The clone ends among the commits to be searched.", data: told },
  UNKNOWN_STAGE: startFailures.UNKNOWN_STAGE,
  HOST_FAILED: startFailures.HOST_FAILED,
  ALREADY_SEARCHING: { message: "This search is under way.", data: told },
} as const;
/** Why a run was not told to stop. */
export const cancelFailures = {
  NOT_RUNNING: { message: "It has ended already.", data: told },
  HOST_SILENT: { message: "The run's process does not answer.", data: told },
  HOST_FAILED: { message: "The run's process could not be started.", data: told },
} as const;
/** Why an answer to a stage that waits was not kept. */
export const approveFailures = {
  NOT_WAITING: { message: "Nobody is asked any more.", data: told },
  HOST_FAILED: { message: "The run's process could not be started.", data: told },
} as const;
/** Why a file was not written; nothing of it is there then. */
export const fileFailures = {
  FILE_EXISTS: { message: "The file is there already.", data: told },
  FILE_UNWRITABLE: { message: "The file cannot be written.", data: told },
} as const;
/** Why a secret was not kept, or secrets cannot be read. No message holds a value. */
export const secretFailures = {
  SECRET_REFUSED: { message: "This cannot be a secret.", data: told },
  SECRETS_UNREADABLE: { message: "The secrets cannot be read.", data: told },
  SECRETS_UNWRITABLE: { message: "The secrets cannot be changed.", data: told },
} as const;
/** Why a program of the desktop did not start. */
export const editorFailures = { EDITOR_FAILED: { message: "The editor could not be opened.", data: told } } as const;
/** Why there is no release, or it went no further. What had been made is named by the release itself. */
export const releaseFailures = {
  FOLDER_MISSING: folderFailures.FOLDER_MISSING,
  NOT_TRUSTED: startFailures.NOT_TRUSTED,
  PIPELINE_INVALID: startFailures.PIPELINE_INVALID,
  HOST_FAILED: startFailures.HOST_FAILED,
  NO_REPOSITORY: culpritFailures.NO_REPOSITORY,
  /** One of the plan's problems stands in the way; the message is that problem's. */
  NOT_RELEASABLE: { message: "This cannot be released as it stands.", data: told },
  /** Another release of the project is under way, or was left half done. */
  RELEASE_UNDER_WAY: { message: "Another release is under way.", data: told },
  /** It stands where this cannot be done: one that is made cannot be undone. */
  RELEASE_STANDS: { message: "The release does not stand where this could be done.", data: told },
  GIT_FAILED: { message: "Git refused.", data: told },
  ARTIFACTS_MISSING: { message: "The files of the release are not all there.", data: told },
} as const;
/** Why nothing was deployed; the environment is as it was. */
export const deployFailures = {
  FOLDER_MISSING: folderFailures.FOLDER_MISSING,
  NOT_TRUSTED: startFailures.NOT_TRUSTED,
  PIPELINE_INVALID: startFailures.PIPELINE_INVALID,
  HOST_FAILED: startFailures.HOST_FAILED,
  UNKNOWN_ENVIRONMENT: { message: "There is no such environment.", data: told },
  /** A gate is closed (see `gateSchema`): not promoted that far, outside its window, frozen, no green run. */
  GATE_CLOSED: { message: "A gate is closed.", data: told },
  /** The release's files are not what they were when it was made. */
  RELEASE_DAMAGED: { message: "The release is not what it was.", data: told },
  NOTHING_TO_ROLL_BACK_TO: { message: "There is nothing to go back to.", data: told },
} as const;
/** Why a look at a target found nothing out. */
export const targetFailures = {
  UNKNOWN_ENVIRONMENT: deployFailures.UNKNOWN_ENVIRONMENT,
  NOT_TRUSTED: startFailures.NOT_TRUSTED,
  PIPELINE_INVALID: startFailures.PIPELINE_INVALID,
  TARGET_UNREACHABLE: { message: "The target cannot be reached.", data: told },
} as const;
/** Why nothing was told to the host of services or monitors, or no runbook was started. */
export const operateFailures = {
  FOLDER_MISSING: folderFailures.FOLDER_MISSING,
  NOT_TRUSTED: startFailures.NOT_TRUSTED,
  PIPELINE_INVALID: startFailures.PIPELINE_INVALID,
  HOST_FAILED: startFailures.HOST_FAILED,
  /** The file has no service, monitor or runbook of that name. */
  UNKNOWN_NAME: { message: "There is nothing of that name.", data: told },
} as const;
