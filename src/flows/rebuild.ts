import { withModelVersion } from '../report/rebuild-summary.js'
import type { Run } from '../run/run.js'
import type { Step } from '../run/steps.js'
import { auditBuild, notAudited } from '../steps/audit/audit-build.js'
import { type BuildBackend, LocalBackend } from '../steps/build/build-backend.js'
import { CleanCheckout, proveRepeatable } from '../steps/build/clean-checkout.js'
import { compareOutputs } from '../steps/build/compare-outputs.js'
import { outputsOf, planBuild, reportTrust } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { checkCard } from '../steps/card/check-card.js'
import { requireWritableRemote } from '../steps/data/push.js'
import { versionedRemote } from '../steps/data/versioned-remote.js'
import type { Ending } from '../steps/ending.js'
import { keepEnvironment, recordEnvironment } from '../steps/environment/record-environment.js'
import { plotSteps } from '../steps/evaluation/plot-steps.js'
import { acceptMerged } from '../steps/gate/acceptances-after-merge.js'
import { findBaseline, readBaseline, readDataBaseline } from '../steps/gate/baseline.js'
import { describeChanges, hasDataPolicies, NO_DATA, requireData } from '../steps/gate/data-gate.js'
import { judgeBuild } from '../steps/gate/judge-build.js'
import { openBackup } from '../steps/project/backup.js'
import { refresh, withProjectSteps } from '../steps/project/open-project.js'
import { withVariables } from '../steps/project/project.js'
import { Signing } from '../steps/provenance/signing.js'
import { commitCard, wouldWriteCard } from '../steps/publish/commit-card.js'
import { commitVersions, saveDataFiles } from '../steps/publish/commit-versions.js'
import { confirm } from '../steps/publish/confirm.js'
import { makeCommit, publishBuild } from '../steps/publish/official-commit.js'
import { requireCommit } from '../steps/publish/publish-commit.js'
import { askEarly, checkRequest, rejectResume } from '../steps/release/check-request.js'
import { complete, tagBuilt } from '../steps/release/complete.js'
import { deployBuild } from '../steps/release/deploy.js'
import { endOfBuild, endOfDryRun } from '../steps/release/end-of-build.js'
import { findModel } from '../steps/release/find-model.js'
import { modelToRegister, publishAddedModel, publishVersion } from '../steps/release/publish-version.js'
import { checkSharing, shareBuild } from '../steps/release/share-build.js'
import type { Retraining } from '../steps/retrain/retraining.js'
import { startTracking } from '../steps/tracking/tracked-run.js'

/** Milliseconds for which a fetched tip of a branch counts as fresh. */
const FRESH_MS = 1_000

/** Makes the official build of a commit on the default branch, on this machine. @throws as `buildOfficially` */
export function rebuild(run: Run): Promise<Ending> {
  return buildOfficially(run, new LocalBackend())
}

/**
 * Makes the official build of a commit: from source data only, by force, judged by the policies, pushed, verified in
 * the remote, committed. Nothing later happens when something earlier failed. A rejected build leaves the working tree
 * as it was.
 * @param backend the machines that run its stages
 * @throws {ProjectError} a stage failed, the gate is closed, the remote lacks data
 */
export async function buildOfficially<Inputs>(
  run: Run,
  backend: BuildBackend<Inputs>,
  retraining?: Retraining,
): Promise<Ending> {
  return withProjectSteps(
    run,
    async (steps, { paths, opened }) => {
      const answers = askEarly(run, steps, paths)
      const { project: first, status, recovered } = await steps.value(opened)
      if (retraining === undefined && !first.stages.some(({ kind }) => kind === 'stage'))
        return publishAddedModel(first)
      const own = await backend.open(first)
      const wanted = (await retraining?.check(own)) ?? own
      const { found: destination, uncommitted } = await checkRequest(wanted, steps, {
        ...answers,
        recovered,
        dataOf: async () => retraining?.digestOfData(wanted),
      })
      if ('conclusion' in destination) return complete(wanted, destination)
      rejectResume(wanted)
      const card = await checkCard(wanted)
      await checkSharing(wanted)
      const model = card === undefined ? undefined : findModel(wanted)
      const signing = await Signing.open(wanted.run)
      const { dryRun } = wanted.run.settings.rebuild
      const keepsVersions = versionedRemote(wanted) !== undefined
      const wasAsked = await confirm(wanted, destination)
      const backup = await openBackup(first)
      steps.cleanup(() => backup.restore())

      // It writes an object of its own, so it disturbs no reader of the remote.
      const writable = steps.step('check remote access', [], () => requireWritableRemote(wanted), {
        skip: () => (dryRun ? '' : undefined),
      })
      const start = steps.step(
        'start from commit',
        [],
        async () => startFromCommit(wanted, backup, wasAsked ? await first.git.uncommitted() : uncommitted),
        { writes: ['workspace'] },
      )
      // New data of a retraining is put in place only where the build can be pushed.
      const changed = steps.step(
        'new inputs',
        [start, retraining === undefined ? start : writable],
        async (found) => (await retraining?.apply(found.project, backup)) ?? found.project,
        { writes: ['workspace'] },
      )
      const planned = steps.step(
        'plan',
        [changed, start],
        async (project, { isAsBefore }) => {
          const isFresh = isAsBefore && !wasAsked && retraining === undefined
          const plan = await planBuild(project, { here: backend.here, status: isFresh ? status : undefined })
          return (await retraining?.planned(project, plan)) ?? plan
        },
        { reads: ['workspace'] },
      )
      const plan = await steps.value(planned)
      if ('conclusion' in plan) return complete(wanted, plan)
      const build = { plan, backup }
      const tracking = steps.step('open run', [changed], (project) => startTracking(project))
      const owned = steps.step('check model owner', [changed, tracking], async (project, tracked) => {
        const model = tracked === undefined ? undefined : modelToRegister(project)
        if (tracked !== undefined && model !== undefined) await tracked.checkOwner(model.name)
      })
      const inputs = steps.step('inputs', [changed], (project) => backend.inputs(project, build), {
        writes: ['workspace'],
        reads: ['remote'],
      })
      const ready = steps.step(
        'setup',
        [changed, inputs, tracking, owned],
        async (project, _, tracked) => {
          const here =
            backend.here === undefined ? [...plan.mayRun] : [...plan.mayRun].filter((name) => backend.here?.has(name))
          return backend.setUp(withVariables(project, (await tracked?.variables(here)) ?? {}))
        },
        { writes: ['workspace'] },
      )
      const baseline = steps.step('baseline', [changed], findBaseline)
      const before = steps.step('read data of baseline', [changed, baseline], readDataBaseline)
      // Policies are asked about data before a stage uses it. The outputs of this build are judged after it.
      const isMade = outputsOf(await steps.value(changed), plan.mayRun)
      const isGated = hasDataPolicies(await steps.value(changed))
      const gated = isGated
        ? steps.step('data', [changed, before, inputs], async (project, base) => {
            const found = await describeChanges(project, base, { covers: (path) => !isMade(path) })
            await requireData(project, found, (judged) => acceptMerged(project, judged))
            return found
          })
        : steps.step('data', [], () => undefined)
      const [started, last] = [steps.milestone('stages run'), steps.milestone('last stages run')]
      const made = steps.step(
        'reproduce',
        [ready, inputs, gated],
        async (project, given) => {
          const done = await backend.make(project, build, given, {
            onStart: () => started.reach(),
            onLast: () => last.reach(),
          })
          reportTrust(done, plan)
          return done
        },
        { writes: ['workspace'], reaches: [started, last] },
      )
      const recorded = steps.step('environment', [ready, inputs], (project, given) =>
        recordEnvironment(project, run.report.source.sha, () => backend.environment(project, given)),
      )
      const hashed = steps.step('hash outputs', [made], (project) => signing.hash(project), {
        reads: ['workspace'],
        skip: signing.skip,
      })
      const content = steps.step('read baseline', [ready, before, started], readBaseline)

      // Commit, clean checkout, gate and plots do not need each other, unless a command of the user writes files that
      // they read.
      const isQuiet = wanted.run.settings.validate.evaluate.kind !== 'command' && retraining === undefined
      const checkout = steps.step('open clean checkout', [ready, isQuiet ? last : made], (project) => {
        const clean = new CleanCheckout(project, backup)
        steps.cleanup(() => clean.close())
        return clean
      })
      const asked = steps.step('ask remote', [made], (project) => backend.ask(project), {
        reads: ['remote'],
        skip: () => (dryRun ? '' : undefined),
      })
      const commitOf = (built: typeof made, after: Step<unknown>) =>
        steps.step(
          'make commit',
          [built, checkout, recorded, after],
          async (project, clean) => {
            const extra = retraining?.describe(project)
            const commit = await makeCommit(project, extra)
            clean.at(commit, run.report.source.sha)
            return { commit, extra }
          },
          { reads: ['workspace'] },
        )
      const early = isQuiet ? commitOf(made, made) : undefined
      const built =
        early === undefined
          ? steps.step('read build', [made], (project) => refresh(project), { reads: ['workspace'] })
          : // DVC reads the build in the clean checkout, so no second question is needed.
            steps.step('read build', [made, checkout, early], (project, clean) => clean.read(project))
      const data = steps.step('built data', [built, before, gated], (project, base, earlier) =>
        describeChanges(project, base, { earlier }),
      )
      const judged = steps.step(
        'judge',
        [built, baseline, content, isGated ? data : steps.step('no policies on data', [], () => NO_DATA)],
        (project, base, side, found) => judgeBuild(project, base, side, found, backend.rejectionNote),
        isQuiet ? { reads: ['workspace'] } : { writes: ['workspace'] },
      )
      plotSteps(steps, { isQuiet, ready, baseline, last, made, built, judged })
      steps.step(
        'compare outputs',
        [built, changed, judged],
        (project, source) => compareOutputs(source, project, plan),
        { optional: true },
      )
      const passed = steps.step('require open gate', [judged], (rejection) => {
        if (rejection !== undefined) throw rejection
      })
      if (retraining !== undefined) {
        await steps.value(passed)
        const dropped = retraining.judge(await steps.value(built))
        if (dropped !== undefined) {
          await steps.finish()
          return dropped
        }
      }
      const committed = early ?? commitOf(built, passed)
      const tip = steps.step('fetch tip', [built, committed], async ({ git }, { commit }) => {
        const { commit: method } = wanted.run.settings.rebuild
        if (commit === undefined || dryRun || (method !== 'push' && method !== 'api')) return undefined
        const at = performance.now()
        return git.fetchTip(destination.branch).then(
          (sha) => ({ sha, at }),
          () => undefined,
        )
      })
      const proved = steps.step(
        'clean checkout',
        [built, committed, checkout, passed],
        async (project, { commit }, clean) => {
          await requireCommit(project, commit)
          await proveRepeatable(project, commit, clean)
        },
      )
      const audited = steps.step(
        'audit',
        [built, committed, passed],
        (project, { commit }) => auditBuild(project, commit?.sha ?? run.report.source.sha, backup),
        {
          reads: ['workspace', 'remote'],
          skip: () => notAudited(run, backend.here === undefined),
        },
      )
      if (dryRun) {
        await steps.finish()
        const { commit } = await steps.value(committed)
        const paths = [...(commit?.changed ?? []), ...wouldWriteCard(wanted, commit, card)]
        return endOfDryRun(await steps.value(built), paths, destination.branch)
      }
      const readersAreDone = () => steps.released('workspace')
      const delivered = steps.step(
        'push',
        [built, asked, proved, audited],
        (project, answer) =>
          backend.deliver(project, answer, async () => {
            await readersAreDone()
            if (keepsVersions) await saveDataFiles(project, backup)
          }),
        { writes: ['remote'] },
      )
      const whole = !keepsVersions
        ? committed
        : steps.step('commit versions', [built, committed, delivered], commitVersions, { reads: ['workspace'] })
      const signed = steps.step(
        'sign',
        [built, hashed, whole, proved, audited],
        (project, own, { commit }) => signing.sign(project, own, commit),
        { skip: signing.skip },
      )
      const final =
        card === undefined
          ? whole
          : steps.step(
              'write model card',
              [built, whole, baseline, delivered, recorded, data, signed],
              (project, made, { sha, label }) =>
                commitCard(
                  project,
                  made,
                  card,
                  {
                    model,
                    baseline: sha === undefined ? undefined : `${label}, ${sha.slice(0, 7)}`,
                  },
                  backup,
                ),
              { writes: ['workspace'] },
            )
      const published = steps.step(
        'publish',
        [built, final, tip, signed, delivered],
        (project, { commit, extra }, known) =>
          publishBuild(project, {
            commit,
            branch: destination.branch,
            extra,
            tip:
              known !== undefined && performance.now() - known.at < FRESH_MS ? Promise.resolve(known.sha) : undefined,
            beforeMove: readersAreDone,
          }),
        { writes: ['branch'] },
      )
      steps.step('keep environment', [built, recorded, published], keepEnvironment, { optional: true })
      steps.step('keep provenance', [built, signed, published], (project, own, answer) =>
        signing.keep(project, own, answer),
      )
      const { conclusion, official, ...rest } = endOfBuild(run.report, await steps.value(published))
      await steps.finish()
      // The worktree of the clean checkout is in the backup's folder.
      await (await steps.value(checkout)).close()
      if (conclusion === 'success') await backup.discard()
      if (official === undefined) return { conclusion, ...rest }
      const project = await steps.value(built)
      // A published commit stays, even if MLflow fails.
      const message = await tagBuilt(project, rest.message, official)
      await signing.requireSame(project, await steps.value(signed), await steps.value(published))
      const version = await publishVersion(project, await steps.value(tracking), official)
      await deployBuild(project, official, false)
      await shareBuild(project, official, false)
      return { conclusion, official, message: withModelVersion(message, version) }
    },
    true,
  )
}
