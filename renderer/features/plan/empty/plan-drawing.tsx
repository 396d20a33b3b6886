import { Drawing } from "../../../ui/drawing.tsx";

/** Three columns of a board, and a card on its way from one to the next. */
export function PlanDrawing() {
  return (
    <Drawing>
      <g stroke="var(--line-strong)">
        <rect x="14" y="14" width="40" height="68" rx="6" />
        <rect x="64" y="14" width="40" height="68" rx="6" />
        <rect x="114" y="14" width="40" height="68" rx="6" />
      </g>
      <rect x="20" y="21" width="28" height="15" rx="3" />
      <rect x="20" y="42" width="28" height="15" rx="3" />
      <rect x="70" y="21" width="28" height="15" rx="3" />
      <path d="M104 30c6-6 12-6 18-2m0 0l-5-2m5 2l-3 5" />
      <rect x="120" y="36" width="28" height="15" rx="3" strokeDasharray="3 4" />
    </Drawing>
  );
}
