import { SquarePen } from "lucide-react";
import type { LogLine } from "../../../shared/contract/logs.ts";
import { withThousands } from "../../../shared/counts.ts";
import type { FileLink } from "../../../shared/log/links.ts";
import { Button } from "../../ui/button.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./first-failure.module.css";
import { styleLine } from "./styled-line.ts";

interface FirstFailureProps {
  line: number;
  totalLines: number;
  lineAt: (line: number) => LogLine | null;
  onJump: () => void;
  onOpenFile: (link: FileLink) => void;
}

// How far below the failing line its place in the source is usually named.
const linesToLook = 24;

/** A small bar that names the first failure of a log and leads there, and into the file. */
export function FirstFailure({ line, totalLines, lineAt, onJump, onOpenFile }: FirstFailureProps) {
  const link = findFile(line, lineAt);
  return (
    <div className={styles.bar}>
      <button type="button" className={styles.jump} onClick={onJump} title="Show the first failure">
        <StatusIcon status="failed" size={14} />
        <span className={styles.name}>First failure</span>
        <span className={styles.place}>
          line {withThousands(line)} of {withThousands(totalLines)}
        </span>
      </button>
      {link !== null && (
        <Button size="small" onClick={() => onOpenFile(link)} title={link.path}>
          <SquarePen size={14} strokeWidth={2} aria-hidden="true" />
          Open {nameOf(link.path)}:{link.line}
        </Button>
      )}
    </div>
  );
}

function findFile(from: number, lineAt: (line: number) => LogLine | null): FileLink | null {
  for (let number = from; number < from + linesToLook; number += 1) {
    const line = lineAt(number);
    const link =
      line === null ? undefined : styleLine(line).links.find((found) => found.kind === "file" && !found.path.includes("node_modules"));
    if (link?.kind === "file") return link;
  }
  return null;
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
