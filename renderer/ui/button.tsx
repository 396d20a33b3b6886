import { type ComponentProps, forwardRef } from "react";
import styles from "./button.module.css";
import { classNames } from "./class-names.ts";

/** `primary` is filled and stands once on a page; `quiet` has no frame; `danger` names what it destroys. */
export type ButtonKind = "normal" | "primary" | "quiet" | "danger";

interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  size?: "normal" | "small" | "large";
  isPressed?: boolean | undefined;
}

/** A button with words, and maybe an icon before or after them. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { kind = "normal", size = "normal", isPressed, className, type = "button", ...rest },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      aria-pressed={isPressed}
      className={classNames(styles.button, styles[kind], styles[size], isPressed === true && styles.pressed, className)}
      {...rest}
    />
  );
});

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** Its accessible name, and its tooltip. */
  label: string;
  size?: "normal" | "small";
  isPressed?: boolean | undefined;
}

/** A button that shows only an icon; `label` says what it does. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, size = "normal", isPressed, className, type = "button", ...rest },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      className={classNames(styles.icon, size === "small" && styles.iconSmall, isPressed === true && styles.pressed, className)}
      {...rest}
    />
  );
});
