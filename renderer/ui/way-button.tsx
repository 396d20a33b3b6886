import { FileCode } from "lucide-react";
import { Button } from "./button.tsx";

/** How a person comes to the file in which something is said. */
export interface WayToFile {
  readonly label: string;
  /** It is there and is opened; otherwise it is made first. */
  readonly isThere: boolean;
  readonly perform: () => void;
}

/** The button that leads to a file; nothing where there is no way. */
export function WayButton({ way }: { way: WayToFile | null }) {
  if (way === null) return null;
  return (
    <Button kind="primary" onClick={way.perform}>
      {way.isThere && <FileCode size={14} strokeWidth={2} aria-hidden="true" />}
      {way.label}
    </Button>
  );
}
