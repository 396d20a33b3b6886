import { SquarePen } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ChangedFile, Conflict, ConflictSide } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { type Resolution, resolveConflict } from "../../../actions/code-actions.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { call } from "../../../link/call.ts";
import { codeStore } from "../../../state/code-status.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { type Choice, conflictSentence, conflictsIn, keptSide, type Names, sideNames } from "./conflict-model.ts";
import styles from "./conflict-pane.module.css";
import { UnmarkedConflict } from "./unmarked-conflict.tsx";

/** A file whose sides could not be merged: what each has, and a choice for each place. */
export function ConflictPane({ projectId, file }: { projectId: ProjectId; file: ChangedFile }) {
  const { conflict, failure } = useConflict(projectId, file.path);
  const [choices, setChoices] = useState<ReadonlyMap<number, Choice>>(new Map());
  const fingerprint = conflict?.fingerprint;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the places are those of one reading
  useEffect(() => setChoices(new Map()), [fingerprint]);
  const names = sideNames(conflict);
  const parts = conflict?.parts ?? null;
  const places = conflictsIn(parts);
  const isDecided = places.length > 0 && places.every((place) => choices.has(place));
  const resolve = (how: Resolution) => void resolveConflict(projectId, file.path, how);
  const chooseAll = (choice: Choice) => setChoices(new Map(places.map((place) => [place, choice])));

  return (
    <section aria-label={`Conflicts in ${file.path}`} className={styles.pane}>
      <header className={styles.head}>
        <h2 className={styles.path} title={file.path}>
          {file.path}
        </h2>
        <span className={styles.what}>{conflict !== null && conflictSentence(file.conflict, names)}</span>
        <span className={styles.space} />
        {conflict !== null && <WholeFile conflict={conflict} how={file.conflict} names={names} onResolve={resolve} />}
        <Button size="small" kind="quiet" onClick={() => void openInEditor(projectId, { path: file.path })}>
          <SquarePen size={14} strokeWidth={2} aria-hidden="true" />
          Edit
        </Button>
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {conflict === null && failure === null && (
        <div className={styles.note}>
          <Loading label="Reading the conflicts">
            <Skeleton height="240px" radius="10px" />
          </Loading>
        </div>
      )}
      {conflict !== null && parts === null && (
        <UnmarkedConflict projectId={projectId} file={file} names={names} onTakeAsItIs={() => resolve({ take: "file" })} />
      )}
      {conflict !== null && parts !== null && (
        <>
          <ScrollArea label="Places in conflict" className={styles.parts}>
            {parts.map((part, place) =>
              part.kind === "same" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts are told apart by their place
                <SameText key={place} text={part.text} isFirst={place === 0} isLast={place === parts.length - 1} />
              ) : (
                <Place
                  // biome-ignore lint/suspicious/noArrayIndexKey: parts are told apart by their place
                  key={place}
                  conflict={conflict}
                  part={part}
                  number={places.indexOf(place) + 1}
                  names={names}
                  choice={choices.get(place) ?? null}
                  onChoose={(choice) => setChoices(new Map([...choices, [place, choice]]))}
                />
              ),
            )}
          </ScrollArea>
          <footer className={styles.foot} data-bottom-bar="">
            <span className={styles.what}>
              {choices.size} of {places.length} decided
            </span>
            <span className={styles.space} />
            <Button kind="quiet" onClick={() => chooseAll("ours-theirs")}>
              Both everywhere
            </Button>
            <Button
              kind="primary"
              disabled={!isDecided}
              onClick={() =>
                resolve({ take: "parts", fingerprint: conflict.fingerprint, parts: places.map((place) => choices.get(place) ?? "ours") })
              }
            >
              Resolve
            </Button>
          </footer>
        </>
      )}
    </section>
  );
}

/** The file is taken as one side has it, or goes. */
function WholeFile({ conflict, how, names, onResolve }: WholeFileProps) {
  const kept = keptSide(how);
  if (kept === null && how !== "both-deleted") {
    return (["ours", "theirs"] as const).map((side) => (
      <Button key={side} size="small" title={conflict[side].subject ?? conflict[side].name} onClick={() => onResolve({ take: side })}>
        Take all of {names[side]}
      </Button>
    ));
  }
  return (
    <>
      {kept !== null && (
        <Button size="small" onClick={() => onResolve({ take: kept })}>
          Keep the file
        </Button>
      )}
      <Button size="small" onClick={() => onResolve({ take: "deletion" })}>
        Delete the file
      </Button>
    </>
  );
}

interface WholeFileProps {
  conflict: Conflict;
  how: ChangedFile["conflict"];
  names: Names;
  onResolve: (how: Resolution) => void;
}

type ConflictPart = Extract<NonNullable<Conflict["parts"]>[number], { kind: "conflict" }>;

interface PlaceProps {
  conflict: Conflict;
  part: ConflictPart;
  number: number;
  names: Names;
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
}

function Place({ conflict, part, number, names, choice, onChoose }: PlaceProps) {
  return (
    <article aria-label={`Conflict ${number}`} className={styles.place}>
      <header className={styles.placeHead}>
        <b>Conflict {number}</b>
        <span className={styles.space} />
        <SegmentedControl
          label={`What to take of conflict ${number}`}
          value={choice ?? ("" as Choice)}
          onChange={onChoose}
          segments={[
            { value: "ours", label: names.ours },
            { value: "theirs", label: names.theirs },
            { value: "ours-theirs", label: "Both" },
            { value: "theirs-ours", label: "Both, turned round" },
            ...(part.base === null ? [] : [{ value: "base" as const, label: "Neither" }]),
          ]}
        />
      </header>
      <div className={styles.sides}>
        <Side side={conflict.ours} text={part.ours} isTaken={choice !== null && choice !== "theirs" && choice !== "base"} />
        <Side side={conflict.theirs} text={part.theirs} isTaken={choice !== null && choice !== "ours" && choice !== "base"} />
      </div>
    </article>
  );
}

function Side({ side, text, isTaken }: { side: ConflictSide; text: string; isTaken: boolean }) {
  return (
    <div className={styles.side} data-taken={isTaken ? "" : undefined}>
      <p className={styles.name}>
        {side.name}
        {side.subject !== null && <span className={styles.about}> “{side.subject}”</span>}
      </p>
      {text === "" ? (
        <p className={styles.empty}>These lines are not there.</p>
      ) : (
        <pre className={styles.code}>{text.replace(/\n$/, "")}</pre>
      )}
    </div>
  );
}

// Enough to see where one is.
const shownAround = 3;

function SameText({ text, isFirst, isLast }: { text: string; isFirst: boolean; isLast: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const lines = text.replace(/\n$/, "").split("\n");
  const hidden = lines.length - shownAround * 2;
  if (isOpen || hidden <= 1) return <pre className={styles.code}>{lines.join("\n")}</pre>;
  return (
    <div>
      {!isFirst && <pre className={styles.code}>{lines.slice(0, shownAround).join("\n")}</pre>}
      <button type="button" className={styles.fold} onClick={() => setOpen(true)}>
        Show {hidden + (isFirst || isLast ? shownAround : 0)} lines that are the same
      </button>
      {!isLast && <pre className={styles.code}>{lines.slice(-shownAround).join("\n")}</pre>}
    </div>
  );
}

function useConflict(projectId: ProjectId, path: string): { conflict: Conflict | null; failure: Failure | null } {
  const reading = useStore(codeStore, (state) => state.reading);
  const [state, setState] = useState<{ conflict: Conflict | null; failure: Failure | null }>({ conflict: null, failure: null });
  const read = useCallback(async () => {
    const answer = await call((engine) => engine.code.conflict({ projectId, path }));
    setState((before) => (answer.ok ? { conflict: answer.value, failure: null } : { ...before, failure: answer.failure }));
  }, [projectId, path]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reading` asks for another one
  useEffect(() => void read(), [read, reading]);
  return state;
}
