import { engineStore } from "../state/engine.ts";
import { preferencesStore, setChoice } from "../state/preferences.ts";

/**
 * Puts the chosen theme and density on the page and keeps them there. The last choice is remembered in the window, so
 * that it starts in the right colours before the engine has answered.
 */
export function followTheme(): void {
  const darkSystem = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const { choices } = preferencesStore.getState();
    const settings = engineStore.getState().settings;
    const chosen = settings?.theme ?? choices.theme ?? "system";
    document.documentElement.dataset.theme = chosen === "system" ? (darkSystem.matches ? "dark" : "light") : chosen;
    document.documentElement.dataset.density = settings?.density ?? choices.density ?? "comfortable";
    if (settings === null) return;
    if (choices.theme !== settings.theme) setChoice("theme", settings.theme);
    if (choices.density !== settings.density) setChoice("density", settings.density);
  };
  show();
  darkSystem.addEventListener("change", show);
  engineStore.subscribe(show);
}
