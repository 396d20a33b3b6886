/** What asks a program to end: Ctrl-C, a service manager or `kill`, a closed terminal. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `onFirst` at the first signal that asks this process to end, `onFurther` at every other. The disposer stops it. */
export function onTermination(onFirst: () => void, onFurther: () => void): () => void {
  let wasAsked = false;
  function listener(): void {
    if (wasAsked) onFurther();
    else onFirst();
    wasAsked = true;
  }
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
