import { Command } from "cmdk";
import { CornerDownLeft, FolderOpen, Play, ScrollText, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { nowStore } from "../../state/now.ts";
import { screens } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { phaseName } from "../../ui/phase-icon.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { ScreenIcon } from "../screen-icon.tsx";
import styles from "./palette.module.css";
import type { RankedResult, Subject } from "./results.ts";

/** One line of the palette's list. */
export function ResultRow({ result, onSelect }: { result: RankedResult; onSelect: () => void }) {
  const shortcut = result.subject.kind === "action" ? result.subject.action.shortcut : undefined;
  return (
    <Command.Item value={result.id} onSelect={onSelect} className={styles.row}>
      <span className={styles.picture}>{pictureOf(result.subject)}</span>
      <span className={styles.label}>
        {result.match.parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
          <span key={index} className={part.isHit ? styles.hit : undefined}>
            {part.text}
          </span>
        ))}
      </span>
      <span className={styles.detail}>
        <ResultDetail result={result} />
      </span>
      {shortcut !== undefined && <Kbd shortcut={shortcut} />}
    </Command.Item>
  );
}

function pictureOf(subject: Subject): ReactNode {
  switch (subject.kind) {
    case "stage":
      return <StatusIcon status={subject.status} />;
    case "log":
      return <ScrollText size={16} strokeWidth={1.75} aria-hidden="true" />;
    case "run":
      return <StatusIcon status={subject.run.status} />;
    case "test":
      return <StatusIcon status={subject.row.last.status} />;
    case "item":
      return <ScreenIcon screen="plan" />;
    case "project":
      return <FolderOpen size={16} strokeWidth={1.75} aria-hidden="true" />;
    case "setting":
      return <SlidersHorizontal size={16} strokeWidth={1.75} aria-hidden="true" />;
    case "action": {
      const screen = screens.find((name) => subject.action.id === `go.${name}`);
      if (screen !== undefined) return <ScreenIcon screen={screen} />;
      const Icon = subject.action.group === "Run" ? Play : CornerDownLeft;
      return <Icon size={16} strokeWidth={1.75} aria-hidden="true" />;
    }
  }
}

function ResultDetail({ result }: { result: RankedResult }) {
  const now = useStore(nowStore, (state) => state.now);
  const { subject } = result;
  if (subject.kind === "stage") {
    return (
      <>
        {phaseName(subject.stage.phase)}, {statusWord(subject.status).toLowerCase()}{" "}
        {subject.endedAt !== null && <Age at={subject.endedAt} now={now} />}
      </>
    );
  }
  if (subject.kind !== "run") return result.detail;
  return (
    <>
      {result.detail === "" ? "" : `${result.detail}, `}
      <Age at={subject.run.finishedAt ?? subject.run.createdAt} now={now} />
    </>
  );
}
