/** A small drawing for a search without results: lines of a log under a glass. */
export function SearchDrawing() {
  return (
    <svg
      width="120"
      height="72"
      viewBox="0 0 120 72"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {[10, 24, 38, 52, 66].map((y, index) => (
        <g key={y} opacity={0.35 + (index === 2 ? 0.3 : 0)}>
          <path d={`M8 ${y}h6`} />
          <path d={`M22 ${y}h${[44, 60, 30, 52, 38][index] ?? 40}`} />
        </g>
      ))}
      <circle cx="76" cy="34" r="18" />
      <path d="M89 47l15 15" />
      <path d="M67 38h18" />
    </svg>
  );
}
