import { useRef, useState } from "react";
import { answerPrompt, cancelOperation, type Operation } from "../../../state/operation.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { TextField } from "../../../ui/text-field.tsx";

/** Asks the person what git or ssh asks. The answer goes to git and nowhere else. */
export function PromptDialog({ title, prompt }: { title: string; prompt: NonNullable<Operation["prompt"]> }) {
  const [text, setText] = useState("");
  const fieldRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      key={prompt.promptId}
      onClose={cancelOperation}
      title={title}
      description="Git asks for this. Millrace hands it over and keeps nothing of it; a credential helper of git remembers it for the next time."
      initialFocus={fieldRef}
      footer={
        <>
          <Button onClick={cancelOperation}>Give up</Button>
          <Button kind="primary" type="submit" form="git-prompt">
            Answer
          </Button>
        </>
      }
    >
      <form
        id="git-prompt"
        onSubmit={(event) => {
          event.preventDefault();
          void answerPrompt(prompt.promptId, text);
        }}
      >
        <TextField
          ref={fieldRef}
          label={prompt.text.trim()}
          type={prompt.isSecret ? "password" : "text"}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
