import { posix, resolve } from 'node:path'
import { isWithin } from '../../pipeline/project.js'
import { lstatOf } from '../../run/file-tree.js'
import type { Project } from '../project/project.js'

/**
 * What stages that failed may have read without declaring it: outputs of others and source data that the end of their log names, and that are not here (on a
 * machine of a fan-out only what is declared was pulled) or need not have been there in time, since the stage does not wait for whoever makes them.
 * @param failed each with what it said
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
          `The log of ${stage} names ${path}, ${owner}, which is no dependency of it, so nothing makes sure that it is there.`,
      )
      .join(' '),
    remedy: `Declare what it reads: add ${first.path} to the deps of ${first.stage} in dvc.yaml.`,
  }
}

/** What programs say of a file that is not there; a word such as `data` is only then the name of one. */
const ABSENT =
  /no such file|not found|not exist|cannot (?:open|stat|read|access)|can't (?:open|stat|read|access)|ENOENT/i

/** Whether a text names a path, from the project's folder or from where the stage runs. */
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
