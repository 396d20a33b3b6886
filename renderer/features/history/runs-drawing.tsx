/** A small drawing for a list that has nothing in it: water that has not moved yet. */
export function RunsDrawing() {
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
      {[12, 32, 52].map((y, index) => (
        <g key={y} opacity={1 - index * 0.3}>
          <circle cx="12" cy={y + 4} r="6" strokeDasharray="2.4 2.3" />
          <path d={`M30 ${y}h${52 - index * 10}M30 ${y + 8}h${30 - index * 6}`} />
          <path d={`M112 ${y + 4}h-8`} />
        </g>
      ))}
    </svg>
  );
}
