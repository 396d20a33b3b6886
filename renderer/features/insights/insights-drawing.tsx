/** A small drawing for charts that have nothing to show yet. */
export function InsightsDrawing() {
  return (
    <svg
      width="128"
      height="80"
      viewBox="0 0 128 80"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M8 8v60a4 4 0 0 0 4 4h108" opacity="0.5" />
      <path d="M16 52h96M16 32h96" strokeDasharray="1 5" opacity="0.5" />
      <path d="M20 56c12-2 16-20 28-20s14 10 26 8 14-22 36-26" />
      <circle cx="110" cy="18" r="4" />
    </svg>
  );
}
