import { posix, resolve } from 'node:path'
import { isWithin } from '../../pipeline/project.js'
import { lstatOf } from '../../run/file-tree.js'
import type { Project } from '../project/project.js'

/**
 * Finds paths that failed stages may have read without declaring them: outputs of other stages and source data that the
 * end of their log names. Such a path is missing in the workspace, as on a machine of a fan-out, or may have come too
 * late, because the stage does not wait for it.
 * @param failed failed stages with the end of their output
 */
export async function undeclaredReads(
  project: Project,
  failed: readonly { name: string; log: string }[],
): Promise<{ message: string; remedy: string } | undefined> {
  const { graph, index, run } = project
  const found: { stage: string; path: string; owner: string }[] = []
  for (const { name, log } of failed) {
    const reader = graph.stage(name)
    if (reader === undefined || log === '') continue
    const awaited = graph.withUpstream([name])
    for (const owner of index.stages.filter((each) => each !== reader)) {
      for (const { path } of owner.outs) {
        if (
          reader.deps.some((dep) => isWithin(dep.path, path) || isWithin(path, dep.path)) ||
          !names(log, path, reader.wdir)
        )
          continue
        if (awaited.has(owner.name) && (await lstatOf(resolve(run.settings.workingDirectory, path))) !== undefined)
          continue
        found.push({
          stage: name,
          path,
          owner: owner.kind === 'stage' ? `an output of ${owner.name}` : `the data of ${owner.file}`,
        })
      }
    }
  }
  const [first] = found
  if (first === undefined) return undefined
  return {
    message: found
      .map(
        ({ stage, path, owner }) =>
          `The log of ${stage} names ${path}, ${owner}, which is not a dependency of ${stage}, so DVC does not wait for it.`,
      )
      .join(' '),
    remedy: `Add ${first.path} to the deps of ${first.stage} in dvc.yaml.`,
  }
}

/** Messages of programs about an absent file. A plain name such as `data` counts as a path only beside one of them. */
const ABSENT =
  /no such file|not found|not exist|cannot (?:open|stat|read|access)|can't (?:open|stat|read|access)|ENOENT/i

/** Whether a text names a path, relative to the project's folder or to the working directory of the stage. */
function names(log: string, path: string, wdir: string): boolean {
  return [path, posix.relative(wdir, path)].some((shown) => {
    for (let at = log.indexOf(shown); shown !== '' && at !== -1; at = log.indexOf(shown, at + 1)) {
      const whole = !/[\w.-]/.test(log[at - 1] ?? '') && !/[\w-]/.test(log[at + shown.length] ?? '')
      if (whole && (/[./]/.test(shown) || ABSENT.test(lineAt(log, at)))) return true
    }
    return false
  })
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(text.lastIndexOf('\n', at) + 1, end === -1 ? undefined : end)
}
