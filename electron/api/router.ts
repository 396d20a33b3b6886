import { implement } from "@orpc/server";
import { contract } from "../../shared/contract/index.ts";
import type { Engine } from "../engine/engine.ts";
import { answer } from "./answer.ts";
import { noticeStream } from "./notice-stream.ts";
import { operationStream } from "./operation-stream.ts";

/** Which host serves the window; the window shows what only that host can do. */
export interface HostFacts {
  readonly host: "electron" | "browser";
  readonly version: string;
}

/** The contract, answered by an engine. No decisions here: every line hands over and translates failures. */
export function createRouter(engine: Engine, facts: HostFacts) {
  const on = implement(contract);
  const areas = {
    alerts: {
      list: on.alerts.list.handler(({ input, errors }) => answer(engine.alerts.list(input), errors)),
      get: on.alerts.get.handler(({ input, errors }) => answer(engine.alerts.get(input), errors)),
      read: on.alerts.read.handler(({ input, errors }) => answer(engine.alerts.read(input), errors)),
    },
    app: {
      info: on.app.info.handler(() => ({ ...engine.facts(), ...facts })),
      settings: on.app.settings.handler(({ errors }) => answer(engine.settings.read(), errors)),
      changeSettings: on.app.changeSettings.handler(({ input, errors }) => answer(engine.settings.change(input), errors)),
      doctor: on.app.doctor.handler(() => engine.doctor()),
      diskUse: on.app.diskUse.handler(async ({ errors }) => answer(await engine.storage.diskUse(), errors)),
      cleanUp: on.app.cleanUp.handler(async ({ errors }) => answer(await engine.storage.cleanUp(), errors)),
      clearCache: on.app.clearCache.handler(async ({ errors }) => answer(await engine.storage.clearCache(), errors)),
      openInEditor: on.app.openInEditor.handler(async ({ input, errors }) => answer(await engine.projects.openInEditor(input), errors)),
      reveal: on.app.reveal.handler(async ({ input, errors }) => answer(await engine.projects.reveal(input), errors)),
    },
    culprits: {
      preview: on.culprits.preview.handler(async ({ input, errors }) => answer(await engine.culprits.preview(input), errors)),
      start: on.culprits.start.handler(async ({ input, errors }) => answer(await engine.culprits.start(input), errors)),
      get: on.culprits.get.handler(async ({ input, errors }) => answer(await engine.culprits.get(input), errors)),
      list: on.culprits.list.handler(async ({ input, errors }) => answer(await engine.culprits.list(input), errors)),
      cancel: on.culprits.cancel.handler(async ({ input, errors }) => answer(await engine.culprits.cancel(input), errors)),
      resume: on.culprits.resume.handler(async ({ input, errors }) => answer(await engine.culprits.resume(input), errors)),
    },
    deployments: {
      start: on.deployments.start.handler(async ({ input, errors }) => answer(await engine.deployments.start(input), errors)),
      previewRollback: on.deployments.previewRollback.handler(async ({ input, errors }) =>
        answer(await engine.deployments.previewRollback(input), errors),
      ),
      rollback: on.deployments.rollback.handler(async ({ input, errors }) => answer(await engine.deployments.rollback(input), errors)),
      list: on.deployments.list.handler(({ input, errors }) => answer(engine.deployments.list(input), errors)),
      get: on.deployments.get.handler(async ({ input, errors }) => answer(await engine.deployments.get(input), errors)),
    },
    runbooks: {
      list: on.runbooks.list.handler(async ({ input, errors }) => answer(await engine.runbooks.list(input), errors)),
      start: on.runbooks.start.handler(async ({ input, errors }) => answer(await engine.runbooks.start(input), errors)),
      runs: on.runbooks.runs.handler(({ input, errors }) => answer(engine.runbooks.runs(input), errors)),
    },
    environments: {
      list: on.environments.list.handler(async ({ input, errors }) => answer(await engine.environments.list(input), errors)),
      pending: on.environments.pending.handler(async ({ input, errors }) => answer(await engine.environments.pending(input), errors)),
      gates: on.environments.gates.handler(async ({ input, errors }) => answer(await engine.environments.gates(input), errors)),
      look: on.environments.look.handler(async ({ input, errors }) => answer(await engine.environments.look(input), errors)),
      freeze: on.environments.freeze.handler(async ({ input, errors }) => answer(await engine.environments.freeze(input), errors)),
      unfreeze: on.environments.unfreeze.handler(async ({ input, errors }) => answer(await engine.environments.unfreeze(input), errors)),
    },
    code: {
      status: on.code.status.handler(async ({ input, errors }) => answer(await engine.codeChanges.status(input), errors)),
      diff: on.code.diff.handler(async ({ input, errors }) => answer(await engine.codeChanges.diff(input), errors)),
      stage: on.code.stage.handler(async ({ input, errors }) => answer(await engine.codeChanges.stage(input), errors)),
      unstage: on.code.unstage.handler(async ({ input, errors }) => answer(await engine.codeChanges.unstage(input), errors)),
      stageLines: on.code.stageLines.handler(async ({ input, errors }) => answer(await engine.codeChanges.stageLines(input), errors)),
      unstageLines: on.code.unstageLines.handler(async ({ input, errors }) => answer(await engine.codeChanges.unstageLines(input), errors)),
      discard: on.code.discard.handler(async ({ input, errors }) => answer(await engine.codeChanges.discard(input), errors)),
      discardLines: on.code.discardLines.handler(async ({ input, errors }) => answer(await engine.codeChanges.discardLines(input), errors)),
      undo: on.code.undo.handler(async ({ input, errors }) => answer(await engine.codeChanges.undo(input), errors)),
      undoables: on.code.undoables.handler(async ({ input, errors }) => answer(await engine.codeChanges.undoables(input), errors)),
      conflict: on.code.conflict.handler(async ({ input, errors }) => answer(await engine.codeChanges.conflict(input), errors)),
      resolve: on.code.resolve.handler(async ({ input, errors }) => answer(await engine.codeChanges.resolve(input), errors)),
      unlock: on.code.unlock.handler(async ({ input, errors }) => answer(await engine.codeChanges.unlock(input), errors)),
      stashes: on.code.stashes.handler(async ({ input, errors }) => answer(await engine.codeChanges.stashes(input), errors)),
      stash: on.code.stash.handler(async ({ input, errors }) => answer(await engine.codeChanges.stash(input), errors)),
      unstash: on.code.unstash.handler(async ({ input, errors }) => answer(await engine.codeChanges.unstash(input), errors)),
      dropStash: on.code.dropStash.handler(async ({ input, errors }) => answer(await engine.codeChanges.dropStash(input), errors)),
      commit: on.code.commit.handler(({ input, errors, signal }) => operationStream(engine.codeChanges.commit(input, signal), errors)),
      pending: on.code.pending.handler(({ input, errors, signal }) => operationStream(engine.codeChanges.pending(input, signal), errors)),
      commitDetail: on.code.commitDetail.handler(async ({ input, errors }) => answer(await engine.codeHistory.commitDetail(input), errors)),
      branches: on.code.branches.handler(async ({ input, errors }) => answer(await engine.codeHistory.branches(input), errors)),
      createBranch: on.code.createBranch.handler(async ({ input, errors }) => answer(await engine.codeHistory.createBranch(input), errors)),
      renameBranch: on.code.renameBranch.handler(async ({ input, errors }) => answer(await engine.codeHistory.renameBranch(input), errors)),
      deleteBranch: on.code.deleteBranch.handler(async ({ input, errors }) => answer(await engine.codeHistory.deleteBranch(input), errors)),
      tags: on.code.tags.handler(async ({ input, errors }) => answer(await engine.codeHistory.tags(input), errors)),
      createTag: on.code.createTag.handler(async ({ input, errors }) => answer(await engine.codeHistory.createTag(input), errors)),
      deleteTag: on.code.deleteTag.handler(async ({ input, errors }) => answer(await engine.codeHistory.deleteTag(input), errors)),
      remotes: on.code.remotes.handler(async ({ input, errors }) => answer(await engine.codeHistory.remotes(input), errors)),
      hooks: on.code.hooks.handler(async ({ input, errors }) => answer(await engine.codeHistory.hooks(input), errors)),
      setHook: on.code.setHook.handler(async ({ input, errors }) => answer(await engine.codeHistory.setHook(input), errors)),
      graph: on.code.graph.handler(async ({ input, errors, signal }) => answer(await engine.codeHistory.graph(input, signal), errors)),
      answer: on.code.answer.handler(({ input, errors }) => answer(engine.codeHistory.answer(input), errors)),
      switchTo: on.code.switchTo.handler(({ input, errors, signal }) =>
        operationStream(engine.codeHistory.switchTo(input, signal), errors),
      ),
      merge: on.code.merge.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.merge(input, signal), errors)),
      rebase: on.code.rebase.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.rebase(input, signal), errors)),
      cherryPick: on.code.cherryPick.handler(({ input, errors, signal }) =>
        operationStream(engine.codeHistory.cherryPick(input, signal), errors),
      ),
      revert: on.code.revert.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.revert(input, signal), errors)),
      fetch: on.code.fetch.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.fetch(input, signal), errors)),
      pull: on.code.pull.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.pull(input, signal), errors)),
      push: on.code.push.handler(({ input, errors, signal }) => operationStream(engine.codeHistory.push(input, signal), errors)),
    },
    events: {
      watch: on.events.watch.handler(({ signal }) => noticeStream(engine.watch, signal)),
    },
    failures: {
      page: on.failures.page.handler(({ input, errors }) => answer(engine.failures.page(input), errors)),
      ofRun: on.failures.ofRun.handler(({ input, errors }) => answer(engine.failures.ofRun(input), errors)),
    },
    inbox: {
      list: on.inbox.list.handler(async ({ input, errors }) => answer(await engine.inbox.list(input), errors)),
      read: on.inbox.read.handler(({ input, errors }) => answer(engine.inbox.read(input), errors)),
      readAll: on.inbox.readAll.handler(({ input, errors }) => answer(engine.inbox.readAll(input), errors)),
      snooze: on.inbox.snooze.handler(({ input, errors }) => answer(engine.inbox.snooze(input), errors)),
      mute: on.inbox.mute.handler(({ input, errors }) => answer(engine.inbox.mute(input), errors)),
      rules: on.inbox.rules.handler(({ errors }) => answer(engine.inbox.rules(), errors)),
      setRule: on.inbox.setRule.handler(({ input, errors }) => answer(engine.inbox.setRule(input), errors)),
      takeDesktop: on.inbox.takeDesktop.handler(({ errors }) => answer(engine.inbox.takeDesktop(), errors)),
    },
    incidents: {
      list: on.incidents.list.handler(({ input, errors }) => answer(engine.incidents.list(input), errors)),
      get: on.incidents.get.handler(async ({ input, errors }) => answer(await engine.incidents.get(input), errors)),
      open: on.incidents.open.handler(({ input, errors }) => answer(engine.incidents.open(input), errors)),
      acknowledge: on.incidents.acknowledge.handler(({ input, errors }) => answer(engine.incidents.acknowledge(input), errors)),
      note: on.incidents.note.handler(({ input, errors }) => answer(engine.incidents.note(input), errors)),
      resolve: on.incidents.resolve.handler(({ input, errors }) => answer(engine.incidents.resolve(input), errors)),
      reopen: on.incidents.reopen.handler(({ input, errors }) => answer(engine.incidents.reopen(input), errors)),
      change: on.incidents.change.handler(({ input, errors }) => answer(engine.incidents.change(input), errors)),
      export: on.incidents.export.handler(async ({ input, errors }) => answer(await engine.incidents.export(input), errors)),
    },
    insights: {
      project: on.insights.project.handler(({ input, errors }) => answer(engine.insights.project(input), errors)),
      health: on.insights.health.handler(async ({ input, errors }) => answer(await engine.insights.health(input), errors)),
      compare: on.insights.compare.handler(async ({ input, errors }) => answer(await engine.insights.compare(input), errors)),
      projects: on.insights.projects.handler(({ input, errors }) => answer(engine.insights.projects(input), errors)),
      dora: on.insights.dora.handler(async ({ input, errors }) => answer(await engine.insights.dora(input), errors)),
      doraDeployments: on.insights.doraDeployments.handler(async ({ input, errors }) =>
        answer(await engine.insights.doraDeployments(input), errors),
      ),
      doraChanges: on.insights.doraChanges.handler(async ({ input, errors }) => answer(await engine.insights.doraChanges(input), errors)),
      setDoraRule: on.insights.setDoraRule.handler(({ input, errors }) => answer(engine.insights.setDoraRule(input), errors)),
    },
    logs: {
      read: on.logs.read.handler(async ({ input, errors, signal }) => answer(await engine.logs.read(input, signal), errors)),
      search: on.logs.search.handler(async ({ input, errors, signal }) => answer(await engine.logs.search(input, signal), errors)),
      problems: on.logs.problems.handler(async ({ input, errors, signal }) => answer(await engine.logs.problems(input, signal), errors)),
      marks: on.logs.marks.handler(async ({ input, errors, signal }) => answer(await engine.logs.marks(input, signal), errors)),
    },
    monitors: {
      list: on.monitors.list.handler(async ({ input, errors }) => answer(await engine.monitors.list(input), errors)),
      get: on.monitors.get.handler(async ({ input, errors }) => answer(await engine.monitors.get(input), errors)),
      bars: on.monitors.bars.handler(async ({ input, errors }) => answer(await engine.monitors.bars(input), errors)),
      check: on.monitors.check.handler(async ({ input, errors }) => answer(await engine.monitors.check(input), errors)),
      pause: on.monitors.pause.handler(({ input, errors }) => answer(engine.monitors.pause(input), errors)),
      resume: on.monitors.resume.handler(({ input, errors }) => answer(engine.monitors.resume(input), errors)),
      silence: on.monitors.silence.handler(({ input, errors }) => answer(engine.monitors.silence(input), errors)),
    },
    passports: {
      get: on.passports.get.handler(async ({ input, errors }) => answer(await engine.passports.get(input), errors)),
    },
    pipelines: {
      get: on.pipelines.get.handler(async ({ input, errors }) => answer(await engine.pipelines.get(input), errors)),
      history: on.pipelines.history.handler(async ({ input, errors }) => answer(await engine.pipelines.history(input), errors)),
      save: on.pipelines.save.handler(async ({ input, errors }) => answer(await engine.pipelines.save(input), errors)),
    },
    projects: {
      list: on.projects.list.handler(async ({ errors }) => answer(await engine.projects.list(), errors)),
      open: on.projects.open.handler(async ({ input, errors }) => answer(await engine.projects.open(input), errors)),
      openSample: on.projects.openSample.handler(async ({ errors }) => answer(await engine.projects.openSample(), errors)),
      rename: on.projects.rename.handler(async ({ input, errors }) => answer(await engine.projects.rename(input), errors)),
      relocate: on.projects.relocate.handler(async ({ input, errors }) => answer(await engine.projects.relocate(input), errors)),
      remove: on.projects.remove.handler(async ({ input, errors }) => answer(await engine.projects.remove(input), errors)),
      trust: on.projects.trust.handler(async ({ input, errors }) => answer(await engine.projects.trust(input), errors)),
      workingTree: on.projects.workingTree.handler(async ({ input, errors }) => answer(await engine.projects.workingTree(input), errors)),
      browse: on.projects.browse.handler(async ({ input, errors }) => answer(await engine.projects.browse(input), errors)),
    },
    metrics: {
      read: on.metrics.read.handler(({ input, errors }) => answer(engine.metrics.read(input), errors)),
    },
    plan: {
      board: on.plan.board.handler(async ({ input, errors }) => answer(await engine.plan.board(input), errors)),
      get: on.plan.get.handler(async ({ input, errors }) => answer(await engine.plan.get(input), errors)),
      ofSource: on.plan.ofSource.handler(async ({ input, errors }) => answer(await engine.plan.ofSource(input), errors)),
      search: on.plan.search.handler(async ({ input, errors }) => answer(await engine.plan.search(input), errors)),
      archive: on.plan.archive.handler(async ({ input, errors }) => answer(await engine.plan.archive(input), errors)),
      add: on.plan.add.handler(async ({ input, errors }) => answer(await engine.plan.add(input), errors)),
      change: on.plan.change.handler(async ({ input, errors }) => answer(await engine.plan.change(input), errors)),
      move: on.plan.move.handler(async ({ input, errors }) => answer(await engine.plan.move(input), errors)),
      undoMove: on.plan.undoMove.handler(async ({ input, errors }) => answer(await engine.plan.undoMove(input), errors)),
      comment: on.plan.comment.handler(async ({ input, errors }) => answer(await engine.plan.comment(input), errors)),
      setArchived: on.plan.setArchived.handler(async ({ input, errors }) => answer(await engine.plan.setArchived(input), errors)),
      remove: on.plan.remove.handler(async ({ input, errors }) => answer(await engine.plan.remove(input), errors)),
      undo: on.plan.undo.handler(async ({ input, errors }) => answer(await engine.plan.undo(input), errors)),
      resolve: on.plan.resolve.handler(async ({ input, errors }) => answer(await engine.plan.resolve(input), errors)),
      mend: on.plan.mend.handler(async ({ input, errors }) => answer(await engine.plan.mend(input), errors)),
      setColumns: on.plan.setColumns.handler(async ({ input, errors }) => answer(await engine.plan.setColumns(input), errors)),
      start: on.plan.start.handler(async ({ input, errors }) => answer(await engine.plan.start(input), errors)),
      codeComments: on.plan.codeComments.handler(async ({ input, errors }) => answer(await engine.plan.codeComments(input), errors)),
      commit: on.plan.commit.handler(async ({ input, errors }) => answer(await engine.plan.commit(input), errors)),
    },
    releases: {
      plan: on.releases.plan.handler(async ({ input, errors }) => answer(await engine.releases.plan(input), errors)),
      create: on.releases.create.handler(async ({ input, errors }) => answer(await engine.releases.create(input), errors)),
      snapshot: on.releases.snapshot.handler(async ({ input, errors }) => answer(await engine.releases.snapshot(input), errors)),
      resume: on.releases.resume.handler(async ({ input, errors }) => answer(await engine.releases.resume(input), errors)),
      undo: on.releases.undo.handler(async ({ input, errors }) => answer(await engine.releases.undo(input), errors)),
      list: on.releases.list.handler(async ({ input, errors }) => answer(await engine.releases.list(input), errors)),
      get: on.releases.get.handler(async ({ input, errors }) => answer(await engine.releases.get(input), errors)),
      verify: on.releases.verify.handler(async ({ input, errors }) => answer(await engine.releases.verify(input), errors)),
    },
    runs: {
      start: on.runs.start.handler(async ({ input, errors }) => answer(await engine.runs.start(input), errors)),
      pin: on.runs.pin.handler(({ input, errors }) => answer(engine.runs.pin(input), errors)),
      retry: on.runs.retry.handler(async ({ input, errors }) => answer(await engine.runs.retry(input), errors)),
      approve: on.runs.approve.handler(async ({ input, errors }) => answer(await engine.runs.approve(input), errors)),
      cancel: on.runs.cancel.handler(async ({ input, errors }) => answer(await engine.runs.cancel(input), errors)),
      get: on.runs.get.handler(({ input, errors }) => answer(engine.runs.get(input), errors)),
      active: on.runs.active.handler(({ errors }) => answer(engine.runs.active(), errors)),
      page: on.runs.page.handler(({ input, errors }) => answer(engine.runs.page(input), errors)),
      stageStatuses: on.runs.stageStatuses.handler(({ input, errors }) => answer(engine.runs.stageStatuses(input), errors)),
      branches: on.runs.branches.handler(({ input, errors }) => answer(engine.runs.branches(input), errors)),
      summaries: on.runs.summaries.handler(async ({ input, errors }) => answer(await engine.runs.summaries(input), errors)),
      artifacts: on.runs.artifacts.handler(({ input, errors }) => answer(engine.runs.artifacts(input), errors)),
      fingerprint: on.runs.fingerprint.handler(({ input, errors }) => answer(engine.runs.fingerprint(input), errors)),
    },
    search: {
      logs: on.search.logs.handler(({ input, errors, signal }) => answer(engine.search.logs(input, signal), errors)),
    },
    secrets: {
      list: on.secrets.list.handler(async ({ input, errors }) => answer(await engine.secrets.list(input), errors)),
      set: on.secrets.set.handler(async ({ input, errors }) => answer(await engine.secrets.set(input), errors)),
      remove: on.secrets.remove.handler(async ({ input, errors }) => answer(await engine.secrets.remove(input), errors)),
    },
    services: {
      list: on.services.list.handler(async ({ input, errors }) => answer(await engine.services.list(input), errors)),
      get: on.services.get.handler(async ({ input, errors }) => answer(await engine.services.get(input), errors)),
      start: on.services.start.handler(async ({ input, errors }) => answer(await engine.services.start(input), errors)),
      stop: on.services.stop.handler(async ({ input, errors }) => answer(await engine.services.stop(input), errors)),
      restart: on.services.restart.handler(async ({ input, errors }) => answer(await engine.services.restart(input), errors)),
    },
    sharing: {
      runPage: on.sharing.runPage.handler(({ input, errors }) => operationStream(engine.sharing.runPage(input), errors)),
      exportHistory: on.sharing.exportHistory.handler(({ input, errors, signal }) =>
        operationStream(engine.sharing.exportHistory({ ...input, millrace: facts.version }, signal), errors),
      ),
      inspectHistory: on.sharing.inspectHistory.handler(async ({ input, errors }) =>
        answer(await engine.sharing.inspectHistory(input), errors),
      ),
      importHistory: on.sharing.importHistory.handler(({ input, errors, signal }) =>
        operationStream(engine.sharing.importHistory(input, signal), errors),
      ),
    },
    coverage: {
      run: on.coverage.run.handler(({ input, errors }) => answer(engine.coverage.run(input), errors)),
      file: on.coverage.file.handler(({ input, errors }) => answer(engine.coverage.file(input), errors)),
      trend: on.coverage.trend.handler(({ input, errors }) => answer(engine.coverage.trend(input), errors)),
      changes: on.coverage.changes.handler(async ({ input, errors, signal }) =>
        answer(await engine.coverage.changes(input, signal), errors),
      ),
    },
    tests: {
      overview: on.tests.overview.handler(({ input, errors }) => answer(engine.tests.overview(input), errors)),
      page: on.tests.page.handler(({ input, errors }) => answer(engine.tests.page(input), errors)),
      history: on.tests.history.handler(({ input, errors }) => answer(engine.tests.history(input), errors)),
      failure: on.tests.failure.handler(({ input, errors }) => answer(engine.tests.failure(input), errors)),
      ofRun: on.tests.ofRun.handler(({ input, errors }) => answer(engine.tests.ofRun(input), errors)),
    },
    triggers: {
      list: on.triggers.list.handler(async ({ input, errors }) => answer(await engine.triggers.list(input), errors)),
      pause: on.triggers.pause.handler(async ({ input, errors }) => answer(await engine.triggers.pause(input), errors)),
    },
  };
  return on.router(areas);
}

/** What {@link createRouter} makes; the transports serve it. */
export type ApiRouter = ReturnType<typeof createRouter>;
