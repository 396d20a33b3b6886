import { ChevronUp } from "lucide-react";
import { type FormEvent, useRef } from "react";
import type { ProjectId } from "../../../shared/ids.ts";
import { openPath, relocate } from "../../actions/project-actions.ts";
import { closeOverlay } from "../../state/overlay.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import styles from "./folder-chooser.module.css";
import { FolderList } from "./folder-list.tsx";
import { useFolderListing } from "./use-folder-listing.ts";

/** Chooses a folder of this computer where the host has no dialog of its own. Typing a path works as well as walking. */
export function FolderChooser({ relocate: relocated, note }: { relocate: ProjectId | null; note: string }) {
  const { listing, path, problem, setPath, setProblem, show, type } = useFolderListing();
  const list = useRef<HTMLDivElement>(null);
  const parent = listing?.parent ?? null;

  async function choose(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    const chosen = path.trim();
    if (chosen === "") return;
    const failure = relocated === null ? await openPath(chosen) : await relocate(relocated, chosen);
    if (failure === null) closeOverlay();
    else setProblem(`${failure.message} ${failure.hint}`.trim());
  }

  return (
    <Dialog
      title={relocated === null ? "Open a folder" : "Where is the folder now?"}
      {...(note === "" ? {} : { description: note })}
      width={600}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Not now</Button>
          <Button kind="primary" disabled={path.trim() === ""} onClick={() => void choose()}>
            {relocated === null ? "Open this folder" : "It is here"}
          </Button>
        </>
      }
    >
      <form className={styles.path} onSubmit={(event) => void choose(event)}>
        <TextField
          label="Path"
          isMono
          autoFocus
          value={path}
          problem={problem}
          hint="Type or paste a path; ~ is your home folder. Enter opens it."
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            list.current?.focus();
          }}
        />
        <IconButton
          label="Up to the parent folder"
          disabled={parent === null}
          onClick={() => parent !== null && void show(parent, false)}
          className={styles.up}
        >
          <ChevronUp size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </form>
      {listing === null ? (
        <div className={styles.list} />
      ) : (
        <FolderList listing={listing} list={list} onMark={setPath} onEnter={(target) => void show(target, false)} />
      )}
      <p className={styles.note}>
        {listing?.isTruncated === true
          ? "Only the first folders are listed; type the path of others."
          : "Arrow keys walk: right goes in, left goes up."}
      </p>
    </Dialog>
  );
}
