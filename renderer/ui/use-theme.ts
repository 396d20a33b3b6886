import { useSyncExternalStore } from "react";

/** The theme on the page, for what is drawn on a canvas and cannot take its colours from the style sheet. */
export function useTheme(): string {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

function read(): string {
  return document.documentElement.dataset.theme ?? "light";
}
