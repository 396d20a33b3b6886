import { useSyncExternalStore } from "react";

function follow(onChange: () => void): () => void {
  addEventListener("resize", onChange);
  return () => removeEventListener("resize", onChange);
}

/** The window's width in CSS pixels. */
export function useWindowWidth(): number {
  return useSyncExternalStore(follow, () => window.innerWidth);
}

/** The window's height in CSS pixels. */
export function useWindowHeight(): number {
  return useSyncExternalStore(follow, () => window.innerHeight);
}
