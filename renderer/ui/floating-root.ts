import type { RefObject } from "react";

/**
 * Where menus and tips are put: inside the page's main part, so that they belong to a landmark. They are placed in
 * relation to the window, so that nothing around them can cut them off.
 */
export const floatingRoot: RefObject<HTMLElement | null> = {
  get current() {
    return document.querySelector("main") ?? document.body;
  },
};
