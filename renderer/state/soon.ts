/** Does something once after a pause, however often it is asked for until then. */
export function soon(pauseMs: number, perform: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      perform();
    }, pauseMs);
  };
}
