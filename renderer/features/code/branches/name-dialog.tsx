import { useRef, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { createBranch, createTag, renameBranch } from "../../../actions/code-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { branchName } from "./branch-name.ts";

/** What gets a name. */
export type NameQuestion =
  | { readonly kind: "branch"; readonly projectId: ProjectId; readonly from: string }
  | { readonly kind: "tag"; readonly projectId: ProjectId; readonly from: string }
  | { readonly kind: "rename"; readonly projectId: ProjectId; readonly from: string };

const questionStore = createStore<{ readonly question: NameQuestion | null }>()(() => ({ question: null }));

/** Asks the person for the name of a new branch or tag, or for another one of a branch. */
export function askName(question: NameQuestion): void {
  questionStore.setState({ question });
}

const words = {
  branch: { title: "New branch", button: "Create and switch" },
  tag: { title: "New tag", button: "Tag" },
  rename: { title: "Rename the branch", button: "Rename" },
} as const;

/** The question of {@link askName}, while there is one. */
export function NameDialog() {
  const question = useStore(questionStore, (state) => state.question);
  return question === null ? null : <Question key={`${question.kind} ${question.from}`} question={question} />;
}

function Question({ question }: { question: NameQuestion }) {
  const { kind, from, projectId } = question;
  const [name, setName] = useState(kind === "rename" ? from : "");
  const [message, setMessage] = useState("");
  const fieldRef = useRef<HTMLInputElement>(null);
  const close = () => questionStore.setState({ question: null });
  const short = from.length >= 40 ? from.slice(0, 12) : from;
  const [problem, setProblem] = useState<string>();
  // Of what is no name one is made; tags are often versions, and better typed again.
  const meant = kind === "tag" ? name.trim() : branchName(name);
  async function perform(): Promise<void> {
    const tell = (failure: Failure) => setProblem(`${failure.message} ${failure.hint}`);
    const isDone =
      kind === "branch"
        ? await createBranch(projectId, meant, from, tell)
        : kind === "tag"
          ? await createTag(projectId, { name: meant, revision: from, message: message.trim() }, tell)
          : await renameBranch(projectId, from, meant, tell);
    if (isDone) close();
  }
  return (
    <Dialog
      onClose={close}
      title={words[kind].title}
      description={
        kind === "rename" ? `${from} is called this from now on, here; on a remote it keeps its name.` : `It begins at ${short}.`
      }
      initialFocus={fieldRef}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" type="submit" form="name-question" disabled={meant === ""}>
            {words[kind].button}
          </Button>
        </>
      }
    >
      <form
        id="name-question"
        onSubmit={(event) => {
          event.preventDefault();
          void perform();
        }}
      >
        <TextField
          ref={fieldRef}
          label="Name"
          isMono
          value={name}
          problem={problem}
          hint={meant === name.trim() ? undefined : `It is called ${meant}.`}
          onChange={(event) => {
            setName(event.target.value);
            setProblem(undefined);
          }}
        />
        {kind === "tag" && (
          <TextArea
            label="Message"
            hint="With a message it is an annotated tag, which remembers who made it and when."
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </form>
    </Dialog>
  );
}
