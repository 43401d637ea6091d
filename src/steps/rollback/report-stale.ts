import { withNeeds } from '../../pipeline/needs.js'
import { verdicts } from '../../pipeline/verdicts.js'
import { isChange } from '../../report/report.js'
import { staleStageText } from '../../report/rollback-summary.js'
import { trackedPaths } from '../build/staleness.js'
import type { Project } from '../project/project.js'
import type { Version } from './version.js'

/**
 * Reports stages that are stale after the rollback. Those that it put back are as the user asked: they are held, and
 * no warning.
 * @param restored names of the stages and `.dvc` files that it put back; undefined for all
 */
export async function reportStale(
  project: Project,
  { label }: Version,
  restored: readonly string[] | undefined,
): Promise<void> {
  const { run, dvc } = project
  await run.step('status', async (outcome) => {
    // The other data was not pulled, and missing data makes no stage stale.
    const allowMissing =
      run.settings.rebuild.dryRun || run.settings.validate.pull === 'none' || run.settings.rollback.targets.length > 0
    const scope = new Set(project.stages.map(({ name }) => name))
    run.report.stages = withNeeds(
      verdicts(project.index, await dvc.status({ allowMissing }), await trackedPaths(project)).filter(({ name }) =>
        scope.has(name),
      ),
      project.graph,
    )
    const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale')
    if (stale.length === 0) {
      outcome.message = 'dvc repro has nothing to run'
      return
    }
    for (const stage of stale)
      if ((restored?.includes(stage.name) ?? true) && stage.causes.some(isChange)) stage.held = true
    if (stale.some(({ held }) => held !== true)) outcome.conclusion = 'warning'
    outcome.message = `dvc repro would run ${stale.map(({ name }) => name).join(', ')}`
    for (const { name, causes, held } of stale) {
      const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
      run.report.lint.push({
        rule: 'stale-after-rollback',
        ...place,
        path: project.inGit(place.path),
        severity: held ? 'notice' : 'warning',
        message: staleStageText(
          name,
          causes.map(({ message }) => message),
          held ? label : undefined,
        ),
      })
    }
  })
}
