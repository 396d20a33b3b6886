/** As many suspects are named when it cannot be told which it is; the first and the last are among them. */
export const mostSuspectsTold = 100;

/** As many files of the culprit are named. */
export const mostFilesTold = 200;
