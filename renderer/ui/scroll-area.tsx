import { type ComponentProps, forwardRef } from "react";
import { classNames } from "./class-names.ts";
import styles from "./scroll-area.module.css";

/** A part of the page that scrolls by itself and can be reached with the keyboard. `label` names it. */
export const ScrollArea = forwardRef<HTMLDivElement, ComponentProps<"section"> & { label: string }>(function ScrollArea(
  { label, className, ...rest },
  ref,
) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section ref={ref} aria-label={label} tabIndex={0} className={classNames(styles.area, className)} {...rest} />
  );
});
