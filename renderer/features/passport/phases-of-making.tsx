import { useState } from "react";
import type { Passport } from "../../../shared/contract/passports.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { buildStanding, buildsOf, codeStanding, planStanding, testStanding } from "../../../shared/passport-words.ts";
import { formatDuration } from "../../../shared/time.ts";
import { triggerPhrase } from "../../../shared/trigger-words.ts";
import { commitAddress, formatRoute, itemAddress, passportAddress, runAddress, screenAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Button } from "../../ui/button.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Besides, Line, Lines, PhasePart } from "./phase-part.tsx";

/** What every part is drawn of. */
export interface PassportPartProps {
  projectId: ProjectId;
  passport: Passport;
  now: number;
}

/** The items that it was made for. */
export function PlanPart({ projectId, passport }: PassportPartProps) {
  return (
    <PhasePart phase="plan" {...planStanding(passport)}>
      {passport.items.length > 0 && (
        <Lines label="Items">
          {passport.items.map(({ key, number, title, column, by }) => (
            <Line key={key}>
              <a href={itemAddress(projectId, key)}>
                #{number} {title}
              </a>
              <Besides>
                in {column}, named by {by === "message" ? "its message" : "its branch"}
              </Besides>
            </Line>
          ))}
        </Lines>
      )}
    </PhasePart>
  );
}

/** What it changed, the hooks that looked at it, and what is of the same change. */
export function CodePart({ projectId, passport, now }: PassportPartProps) {
  const { commit, runs, reverts, revertedBy, samePatch } = passport;
  const hooks = runs.filter(({ isHook }) => isHook);
  return (
    <PhasePart phase="code" {...codeStanding(passport)}>
      <Lines label="Code">
        <Line>
          <a href={commitAddress(projectId, commit)}>Its changes</a>
          <Besides>
            {hooks.length === 0 ? "no hook of Millrace ran stages on it" : `${countOf(hooks.length, "hook")} ran stages on it`}
          </Besides>
        </Line>
        {hooks.map((run) => (
          <RunLine key={run.runId} projectId={projectId} run={run} now={now} />
        ))}
        <Kin projectId={projectId} words="takes back" commits={reverts} />
        <Kin projectId={projectId} words="taken back by" commits={revertedBy} />
        <Kin projectId={projectId} words="the same change as" commits={samePatch} />
      </Lines>
    </PhasePart>
  );
}

function Kin({ projectId, words, commits }: { projectId: ProjectId; words: string; commits: readonly string[] }) {
  if (commits.length === 0) return null;
  return (
    <Line>
      <Besides>{words}</Besides>
      {commits.map((commit) => (
        <a key={commit} href={passportAddress(projectId, commit)} title={commit}>
          <code>{commit.slice(0, 7)}</code>
        </a>
      ))}
    </Line>
  );
}

/** As many runs are shown before anybody asks for more. */
const runsAtFirst = 5;

/** Its runs. */
export function BuildPart({ projectId, passport, now }: PassportPartProps) {
  const [isWhole, setWhole] = useState(false);
  const runs = buildsOf(passport);
  const shown = isWhole ? runs : runs.slice(0, runsAtFirst);
  return (
    <PhasePart phase="build" {...buildStanding(passport)}>
      {runs.length > 0 && (
        <Lines label="Runs">
          {shown.map((run) => (
            <RunLine key={run.runId} projectId={projectId} run={run} now={now} />
          ))}
          {shown.length < runs.length && (
            <Line>
              <Button size="small" kind="quiet" onClick={() => setWhole(true)}>
                Show {runs.length - shown.length} more
              </Button>
            </Line>
          )}
        </Lines>
      )}
    </PhasePart>
  );
}

function RunLine({ projectId, run, now }: { projectId: ProjectId; run: Passport["runs"][number]; now: number }) {
  const { runId, number, status, isHook, isWhole, isSameTree, otherCommit, createdAt, durationMs } = run;
  const parts = [
    isHook ? (run.triggerDetail ?? "") : triggerPhrase(run),
    isWhole ? "" : "some stages",
    otherCommit === null ? "" : `of ${otherCommit.slice(0, 8)} with the same files`,
    isSameTree ? "" : "with changes of its files",
  ];
  return (
    <Line>
      <StatusIcon status={status} size={14} />
      <a href={runAddress(projectId, runId)}>Run {number}</a>
      <StatusWord status={status} />
      <Besides>
        {parts.filter((part) => part !== "").join(", ")}
        {durationMs !== null && `, ${formatDuration(durationMs)}`}, <Age at={createdAt} now={now} />
      </Besides>
    </Line>
  );
}

/** How its tests went. */
export function TestPart({ projectId, passport: { tests, ...passport } }: PassportPartProps) {
  return (
    <PhasePart phase="test" {...testStanding({ ...passport, tests })}>
      {tests !== null && (
        <Lines label="Tests">
          <Line>
            <a href={formatRoute({ kind: "run", projectId, runId: tests.runId, stageRunId: null, query: { tab: "tests" } })}>
              Tests of its run
            </a>
          </Line>
          {tests.newlyFailing.map(({ testId, name, hadPassed }) => (
            <Line key={testId}>
              <StatusIcon status="failed" size={14} />
              <a href={screenAddress(projectId, "tests", { test: testId })}>{name}</a>
              {hadPassed && <Besides>had passed before</Besides>}
            </Line>
          ))}
          {tests.newlyFailingCount > tests.newlyFailing.length && (
            <Line>
              <Besides>and {withThousands(tests.newlyFailingCount - tests.newlyFailing.length)} more</Besides>
            </Line>
          )}
        </Lines>
      )}
    </PhasePart>
  );
}
