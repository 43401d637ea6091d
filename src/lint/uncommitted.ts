import { shellWord } from '../text/shell-word.js'
import { below, type Found, type LintInput, nameOf, type Rule } from './input.js'
import { parameterPaths } from './params-files.js'

const REQUIREMENTS = /^requirements[\w.-]*\.txt$/
const NAMES = ['.dvcignore', 'MLproject']

/** Files that change the project, exist here, and are not in Git, so that every other clone works without them. */
export const uncommittedFile: Rule = (input) => {
  const tracked = new Set(input.tracked.map(({ path }) => path))
  const untracked = new Set(input.untracked)
  // An ignored list of requirements is usually generated; an ignored parameter file is a mistake.
  const isMissing = (path: string) => untracked.has(path) || (input.ignored.has(path) && input.present.has(path))
  return neededPaths(input)
    .filter((path) => !tracked.has(path) && (REQUIREMENTS.test(nameOf(path)) ? untracked.has(path) : isMissing(path)))
    .map(
      (path): Found => ({
        path,
        message: `${path} is not in Git${input.ignored.has(path) ? ', which ignores it' : ''}: every other clone works without it.`,
        fix: `git add ${input.ignored.has(path) ? '--force ' : ''}-- ${shellWord(path)}`,
      }),
    )
}

/** Parameter files, lists of requirements, .dvcignore and MLproject in the project's own folder. */
export function neededPaths(
  input: Pick<LintInput, 'prefix' | 'dvcRoot' | 'project' | 'files' | 'untracked'>,
): string[] {
  const requirements = input.untracked.filter(
    (path) => REQUIREMENTS.test(nameOf(path)) && path === below(input.prefix, nameOf(path)),
  )
  return [
    ...new Set([
      ...parameterPaths(input),
      ...requirements,
      ...[input.prefix, input.dvcRoot].flatMap((folder) => NAMES.map((name) => below(folder, name))),
    ]),
  ]
}
