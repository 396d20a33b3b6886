import type { ReactNode } from "react";

/** The frame of a small drawing beside an empty screen's words: 168 by 96, drawn with lines in the colour of the text. */
export function Drawing({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <svg
      className={className}
      width="168"
      height="96"
      viewBox="0 0 168 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}
