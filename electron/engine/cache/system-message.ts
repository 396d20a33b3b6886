/** What the system refused, as the end of a sentence for a person; a bug of ours goes on as an exception. */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error;
  return error.code === "ENOSPC" || error.code === "EDQUOT" ? "the disk is full" : error.message.replace(/\.$/, "");
}
