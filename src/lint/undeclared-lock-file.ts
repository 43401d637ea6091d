import { concernedStages } from '../environment/concerned.js'
import { isCompleteLock } from '../environment/lock-files.js'
import { isWithin } from '../pipeline/project.js'
import { named } from '../text/words.js'
import { type Found, folderOf, fromPrefix, inGit, nameOf, type Rule } from './input.js'

/**
 * Lock files of the repository's top and the project on which no stage depends. A list that a user writes is left out:
 * its versions are rarely complete.
 */
export const undeclaredLockFile: Rule = (input) => {
  const stages = (input.project?.stages ?? []).filter(({ kind, frozen }) => kind === 'stage' && !frozen)
  if (stages.length === 0) return []
  const deps = stages.flatMap((stage) => stage.deps.map(({ path }) => inGit(input, path) || '.'))
  return input.tracked
    .map(({ path }) => path)
    .filter(
      (path) =>
        isCompleteLock(nameOf(path)) &&
        ['', input.prefix, input.dvcRoot].includes(folderOf(path)) &&
        !deps.some((dep) => isWithin(path, dep)),
    )
    .map(
      (path): Found => ({
        path,
        message: `No stage depends on ${path}: a changed package makes no stage stale. Add ${fromPrefix(input, path)} to the deps of ${named(concernedStages(nameOf(path), stages))} in dvc.yaml.`,
      }),
    )
}
