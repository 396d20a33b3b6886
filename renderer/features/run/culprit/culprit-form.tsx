import { type FormEvent, useEffect, useId, useState } from "react";
import type { CulpritPreview } from "../../../../shared/contract/culprits.ts";
import type { Run, StageRun } from "../../../../shared/contract/schemas.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { Failure } from "../../../../shared/result.ts";
import { titleOf } from "../../../../shared/stage-groups.ts";
import { type CulpritWish, previewCulprit, startCulprit } from "../../../actions/culprit-actions.ts";
import { runAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { Commit } from "./commit.tsx";
import styles from "./culprit-tab.module.css";
import { outlookText } from "./culprit-words.ts";

const repeats = [1, 2, 3, 5, 10, 20];

/** Typing is over when nothing more comes for this long. */
const typingPauseMs = 400;

/** Says what a search would have to do, and begins it. */
export function CulpritForm({ run, stage, onStarted, onBack }: { run: Run; stage: StageRun; onStarted: () => void; onBack?: () => void }) {
  const [good, setGood] = useState("");
  const [repeat, setRepeat] = useState(1);
  const [keepsBuilds, setKeepsBuilds] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const keepsId = useId();
  const variant = stage.variant === "" ? null : stage.variant;
  const wish: CulpritWish = { run, stage: stage.name, variant, good: good.trim(), repeat, keepsBuilds };
  const { preview, failure } = usePreview(wish);
  const isUnknown = failure?.code === "NO_GOOD_KNOWN";
  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (preview === null || isStarting) return;
    setStarting(true);
    await startCulprit(wish);
    setStarting(false);
    onStarted();
  };
  return (
    <form className={styles.form} aria-label="Find the culprit" onSubmit={(event) => void start(event)}>
      <h2 className={styles.heading}>Find the commit that broke {titleOf(stage)}</h2>
      <p className={styles.lead}>
        {titleOf(stage)} runs on commits between one that passed and the one that failed, in a folder of its own. Yours stays as it is.
      </p>
      {isUnknown && (
        <Banner kind="note">
          {failure.message} {failure.hint}
        </Banner>
      )}
      {failure !== null && !isUnknown && good.trim() === "" && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
      <TextField
        className={styles.good}
        label="Last good commit"
        isMono
        value={good}
        placeholder={preview !== null && good === "" ? preview.good.hash.slice(0, 10) : "a branch, a tag or a hash"}
        problem={failure !== null && !isUnknown && good.trim() !== "" ? `${failure.message} ${failure.hint}` : undefined}
        hint={isUnknown ? undefined : "Left empty, it is the newest one on which the stage is known to have passed."}
        onChange={(event) => setGood(event.target.value)}
      />
      <div className={styles.choices}>
        <Select
          label="How often each commit is run"
          value={String(repeat)}
          options={repeats.map((times) => ({
            value: String(times),
            label: times === 1 ? "Run each commit once" : `Run each commit ${times} times`,
          }))}
          onChange={(value) => setRepeat(Number(value))}
        />
        <label htmlFor={keepsId} className={styles.check}>
          <input id={keepsId} type="checkbox" checked={keepsBuilds} onChange={(event) => setKeepsBuilds(event.target.checked)} />
          Keep what builds leave behind between commits
        </label>
      </div>
      {failure === null && (
        <div className={styles.preview} aria-live="polite">
          {preview === null ? (
            <Loading label="Looking at the history">
              <Skeleton height="64px" />
            </Loading>
          ) : (
            <Preview preview={preview} run={run} />
          )}
        </div>
      )}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" disabled={preview === null || isStarting}>
          Start the search
        </Button>
        {onBack !== undefined && <Button onClick={onBack}>Back to the last search</Button>}
      </div>
    </form>
  );
}

function Preview({ preview, run }: { preview: CulpritPreview; run: Run }) {
  const { good, bad, goodRunId, total, knownCount } = preview;
  return (
    <>
      <p className={styles.total}>
        <b>{countOf(total, "commit")}</b>: {outlookText(preview)}
        {knownCount > 0 && `; ${countOf(knownCount, "answer")} ${knownCount === 1 ? "is" : "are"} known`}.
      </p>
      <dl className={styles.ends}>
        <dt>{goodRunId === null ? "To pass" : "Passed"}</dt>
        <dd>
          <Commit commit={good} />
          {goodRunId !== null && (
            <a className={styles.link} href={runAddress(run.projectId, goodRunId)}>
              Open the run
            </a>
          )}
        </dd>
        <dt>Failed</dt>
        <dd>
          <Commit commit={bad} />
        </dd>
      </dl>
      {run.dirty && (
        <p className={styles.aside}>This run had uncommitted changes, so it is first looked whether its commit fails without them.</p>
      )}
    </>
  );
}

function usePreview(wish: CulpritWish): { readonly preview: CulpritPreview | null; readonly failure: Failure | null } {
  const [state, setState] = useState<{ preview: CulpritPreview | null; failure: Failure | null }>({ preview: null, failure: null });
  const { run, stage, variant, good, repeat, keepsBuilds } = wish;
  useEffect(() => {
    let isStale = false;
    const ask = async () => {
      const answer = await previewCulprit({ run, stage, variant, good, repeat, keepsBuilds });
      if (!isStale) setState(answer.ok ? { preview: answer.value, failure: null } : { preview: null, failure: answer.failure });
    };
    const timer = setTimeout(() => void ask(), good === "" ? 0 : typingPauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [run, stage, variant, good, repeat, keepsBuilds]);
  return state;
}
