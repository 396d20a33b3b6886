import { createStore } from "zustand/vanilla";
import { secondMs } from "../../shared/time.ts";
import { isAnythingActive, liveRunsStore } from "./live-runs.ts";

/** The one clock that ages and running times are drawn by: a second while something runs, half a minute otherwise. */
export const nowStore = createStore<{ readonly now: number }>()(() => ({ now: Date.now() }));

/** Reads the clock at once: after a jump in time, or before a first drawing. */
export function tick(): void {
  nowStore.setState({ now: Date.now() });
}

let hurried = 0;
let reschedule = () => {};

/** Lets the clock tick every second, for what counts down or has just begun, until the disposer is called. */
export function hurryClock(): () => void {
  hurried += 1;
  reschedule();
  return () => {
    hurried -= 1;
  };
}

/** Starts the clock. Returns a way to stop it. */
export function startClock(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFast = false;

  function schedule(): void {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(
      () => {
        tick();
        schedule();
      },
      isFast || hurried > 0 ? secondMs : 30 * secondMs,
    );
  }
  function onVisibility(): void {
    tick();
    schedule();
  }
  const stopFollowing = liveRunsStore.subscribe((state) => {
    if (isAnythingActive(state) === isFast) return;
    isFast = !isFast;
    onVisibility();
  });
  isFast = isAnythingActive(liveRunsStore.getState());
  document.addEventListener("visibilitychange", onVisibility);
  reschedule = onVisibility;
  onVisibility();
  return () => {
    clearTimeout(timer);
    stopFollowing();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
