import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import { metricsFor } from '../../metrics/better.js'
import type { FanOutPlan, HandedRequest } from '../../pipeline/fan-out-plan.js'
import { formatNumber } from '../../report/numbers.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { plainLine, requestDigest } from '../../settings/retrain.js'
import type { Force } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import { type BuildPlan, refuseChangedSources } from '../build/plan-build.js'
import type { Ending } from '../ending.js'
import { hasSameData, isOwnRequest, retrainTrailers, standingRetraining } from '../official/retrain-trailers.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import { reload } from '../project/open-project.js'
import { type BuildExtra, type Project, withSettings } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { applyHandedData, dataForOtherMachines, plansOfHanded } from './handed-data.js'
import { bringData, type DataPlan, digestOfData, fetchData, planData } from './new-data.js'
import { type ParamsPlan, planParams, writeParams } from './new-params.js'

/** The steps of a retraining that a rebuild does not have. */
export class Retraining {
  private params: ParamsPlan = { files: new Map(), changed: [] }
  private data: DataPlan[] = []
  /** The digest of the new data, where no workflow run identifies the request. */
  private digest: string | undefined
  /** The build of this request that HEAD has, where its new data was appended already. */
  private repeated: string | undefined

  /**
   * Rejects an impossible request, and decides which stages are forced.
   * @returns the project with the settings of the request
   * @throws {SetupError} with the setting and its value
   */
  async check(project: Project): Promise<Project> {
    const { run } = project
    const {
      settings: { retrain: wanted, event },
      report,
    } = run
    if (wanted.stages?.kind === 'stages') resolveStages(project, wanted.stages.stages, 'stages')
    this.params = await planParams(project, wanted.params)
    this.data =
      wanted.decided !== undefined
        ? plansOfHanded(project, wanted.decided.data)
        : await planData(
            project,
            wanted.data,
            wanted.update === true || (wanted.update === 'auto' && event.name === 'schedule'),
          )
    // With new data, new parameters or imports to update, the changes decide which stages run. Else all stages are
    // forced.
    const force: Force =
      wanted.stages ?? (this.data.length > 0 || wanted.params.length > 0 ? { kind: 'none' } : { kind: 'all' })
    report.retrain = {
      ...(wanted.reason === undefined ? {} : { reason: wanted.reason }),
      stages: force.kind === 'stages' ? force.stages : force.kind === 'all' ? ['all'] : [],
      params: wanted.params.map(({ file, name, value }) => ({ path: file, name, value })),
      data: [],
    }
    return withSettings(project, { ...run.settings, rebuild: { ...run.settings.rebuild, force } })
  }

  /**
   * The digest of the request's new data, downloaded for it. For a run that may have been interrupted after its commit.
   * @throws {OutsideError} the data cannot be downloaded
   */
  async digestOfData(project: Project): Promise<string | undefined> {
    const place = join(project.scratch, 'new-data')
    try {
      return await digestOfData(await fetchData(project, this.data, (index) => join(place, String(index))))
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  }

  /** Writes new data and parameters into the workspace. Replaced files go into the backup. */
  async apply(project: Project, backup: WorkspaceBackup): Promise<Project> {
    const { run } = project
    if (this.data.length === 0 && this.params.changed.length === 0) return project
    return run.step('new inputs', async (outcome) => {
      if (this.data.length > 0)
        refuseChangedSources(
          this.data.map(({ owner }) => owner),
          await project.dvc.status({ allowMissing: true }),
        )
      const { decided } = run.settings.retrain
      const fetched =
        decided === undefined
          ? await fetchData(project, this.data, (index) => backup.scratch(`data-${index}`))
          : new Map<DataPlan, string>()
      if (decided === undefined && run.settings.event.run === undefined) this.digest = await digestOfData(fetched)
      this.repeated = await this.appendedBefore(project)
      if (this.repeated !== undefined) {
        outcome.message = `${this.repeated.slice(0, 7)} has these data already`
        return project
      }
      const brought =
        decided === undefined
          ? await bringData(project, this.data, fetched, backup)
          : await applyHandedData(project, decided.data, backup)
      if (run.report.retrain !== undefined) run.report.retrain.data = brought
      await writeParams(project, this.params, backup)
      const changed = await reload(project)
      outcome.message = this.changes(project) || 'no change'
      return changed
    })
  }

  /**
   * The build that HEAD has, where it is of this very request and appended its data: a second time would give the rows
   * twice.
   */
  private async appendedBefore(project: Project): Promise<string | undefined> {
    if (!this.data.some(({ mode }) => mode === 'append')) return undefined
    const build = await standingRetraining(project)
    if (build === undefined) return undefined
    const notes = await project.git.notes(build)
    const isOwn =
      isOwnRequest(project, notes) && (await hasSameData(project, notes, () => Promise.resolve(this.digest)))
    return isOwn ? build : undefined
  }

  /**
   * @returns the end of a run that has nothing to train, with the build of this request where HEAD has it; else the plan
   * without downloads of data that only this machine has yet
   */
  async planned(project: Project, plan: BuildPlan): Promise<Ending | BuildPlan> {
    if (this.repeated !== undefined) {
      const paths = this.data.filter(({ mode }) => mode === 'append').map(({ out }) => out.path)
      return builtBefore(project, this.repeated, `Nothing was trained: the new data is in ${paths.join(', ')} already.`)
    }
    if (plan.mayRun.size === 0 && this.paths(project).length === 0) {
      const same = project.run.report.retrain?.data.map(({ path }) => path) ?? []
      const message = `Nothing was trained: ${same.length > 0 ? `${same.join(', ')} ${same.length === 1 ? 'is' : 'are'} unchanged, and ` : ''}no input of a stage has changed.`
      const standing = await standingRetraining(project)
      return standing === undefined ? { conclusion: 'success', message } : builtBefore(project, standing, message)
    }
    const here = new Set(project.run.settings.retrain.decided === undefined ? this.sources : [])
    return { ...plan, pull: plan.pull.filter((name) => !here.has(name)) }
  }

  /** The `.dvc` files that get new data, by their DVC name. */
  get sources(): string[] {
    return this.data.map(({ owner }) => owner.name)
  }

  /** The request for other machines, which train with it once the new data is in the remote. */
  async requestForJobs(project: Project): Promise<HandedRequest> {
    const { retrain: wanted } = project.run.settings
    return {
      digest: requestDigest(project.run.settings),
      ...(wanted.stages === undefined || wanted.stages.kind === 'none'
        ? {}
        : { stages: wanted.stages.kind === 'all' ? 'all' : wanted.stages.stages }),
      params: Object.fromEntries(
        wanted.params.map(({ file, name, value, text }) => [`${file}:${name}`, text === undefined ? value : { text }]),
      ),
      ...(wanted.reason === undefined ? {} : { reason: wanted.reason }),
      data: await dataForOtherMachines(project, this.data, project.run.report.retrain?.data ?? []),
    }
  }

  /** Paths of the commit besides those that the pipeline wrote, and its text and trailers about this retraining. */
  describe(project: Project): BuildExtra {
    const changes = this.changes(project)
    return {
      paths: this.paths(project),
      body: changes === '' ? '' : plainLine(`Retrained with ${changes}.`),
      trailers: retrainTrailers(project, this.digest),
    }
  }

  /** Changed files of the request, relative to the repository. */
  private paths(project: Project): string[] {
    const changed = new Set(project.run.report.retrain?.data.filter((each) => each.changed).map(({ path }) => path))
    return [
      ...this.data.filter(({ out }) => changed.has(out.path)).map(({ owner }) => owner.file),
      ...this.params.files.keys(),
    ].map(project.inGit)
  }

  /**
   * @returns the end of the run if `better` is set and the result is not better than the published model
   * @throws {SetupError} `better` names a metric that does not exist
   */
  judge(project: Project): Ending | undefined {
    const { run } = project
    const { better } = run.settings.retrain
    const compared = better.flatMap(({ metric, direction }) => {
      const found = metricsFor(run.report.metrics, metric, direction)
      if (found.length === 0)
        throw new SetupError('metric-unknown', `better: no metric has the name '${metric}'.`, {
          key: 'better',
          value: metric,
          remedy: `${near(
            metric,
            run.report.metrics.map(({ name }) => name),
          )} ${rejectionNote(project.run.report.remote.pushed)}`,
        })
      return found.map((each) => ({ ...each, direction }))
    })
    if (compared.length === 0 || run.report.metrics.every(({ baseline }) => baseline === undefined)) return undefined
    const changes = compared.map(({ name, value, baseline, direction }) => ({
      name,
      value,
      baseline,
      gain:
        value === undefined
          ? Number.NEGATIVE_INFINITY
          : baseline === undefined
            ? 0
            : direction === 'higher'
              ? value - baseline
              : baseline - value,
    }))
    const worse = changes.filter(({ gain }) => gain < 0)
    if (worse.length === 0 && changes.some(({ gain }) => gain > 0)) return undefined
    const shown = (worse.length > 0 ? worse : changes)
      .map(
        ({ name, value, baseline }) =>
          `${name} ${value === undefined ? 'has no value' : formatNumber(value, baseline)}${baseline === undefined ? '' : ` (published: ${formatNumber(baseline, value)})`}`,
      )
      .join(', ')
    run.skip('push', 'not better than the published model')
    run.skip('commit', 'not better than the published model')
    return {
      conclusion: 'success',
      message: `Trained, but not published: the model is ${worse.length > 0 ? 'worse' : 'not better'} than the published one: ${shown}.${run.report.remote.pushed > 0 ? ` ${rejectionNote(project.run.report.remote.pushed)}` : ''}`,
    }
  }

  private changes({ run }: Project): string {
    return [
      ...this.params.changed.map(
        ({ path, name, value, before }) =>
          `${name} = ${value} in place of ${String(before)}${path === 'params.yaml' ? '' : ` (${path})`}`,
      ),
      ...(run.report.retrain?.data
        .filter(({ changed }) => changed)
        .map(
          ({ path, mode, from }) =>
            `${{ replace: 'new', append: 'more', update: 'updated' }[mode]} ${path}${from === undefined ? '' : ` from ${from}`}`,
        ) ?? []),
    ].join(', ')
  }
}

/** The end of a run whose request HEAD has: the build is completed. */
async function builtBefore(project: Project, build: string, why: string): Promise<Ending> {
  const { git, run } = project
  const source = (await git.notes(build)).get(SOURCE_TRAILER) ?? run.report.source.sha
  return {
    conclusion: 'success',
    message: `${why} HEAD has the build of this request, ${build.slice(0, 7)}.`,
    official: { source, commit: build },
  }
}

function near(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return meant !== undefined ? `Did you mean ${meant}?` : `Allowed: ${known.join(', ') || 'none'}.`
}

/** Applies the parameters and the data of a retraining, as every job of its plan does. @param flow of the plan */
export async function retrained(project: Project, flow: FanOutPlan['flow'], backup: WorkspaceBackup): Promise<Project> {
  if (flow !== 'retrain') return project
  const retraining = new Retraining()
  return retraining.apply(await retraining.check(project), backup)
}
