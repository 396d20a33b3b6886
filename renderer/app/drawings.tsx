import { Drawing } from "../ui/drawing.tsx";

const quiet = { stroke: "var(--line-strong)" } as const;

/** A folder's place that is empty. */
export function FolderDrawing() {
  return (
    <Drawing>
      <path d="M44 76V28a6 6 0 0 1 6-6h22l8 10h38a6 6 0 0 1 6 6v38a6 6 0 0 1-6 6H50a6 6 0 0 1-6-6z" {...quiet} strokeDasharray="4 5" />
      <circle cx="112" cy="66" r="15" fill="var(--bg)" />
      <path d="M123 77l11 10M107 62c1-5 10-5 10 0 0 4-5 4-5 8M112 74v.2" />
    </Drawing>
  );
}

/** A dry channel. */
export function ChannelDrawing() {
  return (
    <Drawing>
      <path
        d="M84 48C70 30 58 20 42 20a28 28 0 0 0 0 56c16 0 28-10 42-28s26-28 42-28a28 28 0 0 1 0 56c-16 0-28-10-42-28z"
        {...quiet}
        strokeWidth="9"
      />
      <path
        d="M84 48C70 30 58 20 42 20a28 28 0 0 0 0 56c16 0 28-10 42-28s26-28 42-28a28 28 0 0 1 0 56c-16 0-28-10-42-28z"
        stroke="var(--bg)"
        strokeWidth="6"
      />
      <circle cx="84" cy="48" r="11" fill="var(--bg)" />
      <path d="M84 41v14M77 48h14" />
    </Drawing>
  );
}
