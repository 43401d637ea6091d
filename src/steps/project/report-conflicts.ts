import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConflictMarks, kindOf } from '../../dvc/project-files.js'
import { ProjectError } from '../../errors/errors.js'
import { conflictsIn } from '../../lint/conflicts.js'
import { type Found, fromPrefix, type LintDvcFile } from '../../lint/input.js'
import type { Run } from '../../run/run.js'
import { fromTop, shellWord } from '../../text/shell-word.js'
import type { ProjectPaths } from './project.js'

/**
 * Reports the marks of a Git conflict as `lint` does, each with its repair: DVC cannot read such a file, so the run
 * ends here.
 * @returns the error of the run; another error unchanged
 */
export async function reportConflicts(
  run: Run,
  { git, dvcRoot, inGit }: ProjectPaths,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ConflictMarks)) return error
  const { prefix } = git
  const marked = error.paths.map(inGit)
  const files = await Promise.all(
    marked.map(
      async (path): Promise<LintDvcFile> => ({
        path,
        kind: kindOf(path) ?? 'lock',
        text: await readFile(join(git.root, path), 'utf8'),
      }),
    ),
  )
  const merging = new Set((await git.unmerged((path) => marked.includes(path))).map(({ path }) => path))
  for (const found of conflictsIn({ prefix }, files)) {
    const { path = dvcRoot, line, fix } = found
    const repair = merging.has(path) ? fix : committedRepair(found, path, prefix)
    run.report.lint.push({
      rule: 'conflict-markers',
      path,
      ...(line === undefined ? {} : { line }),
      severity: 'error',
      message: found.message,
      ...(repair === undefined ? {} : { fix: repair }),
    })
  }
  const { remedy } = error.details
  return new ProjectError('lint-failed', error.message, remedy === undefined ? {} : { remedy })
}

/** The repair of marks in a commit, where Git has no merge to go on with; undefined for a file to edit by hand. */
function committedRepair({ fix }: Found, path: string, prefix: string): string | undefined {
  const own = shellWord(path)
  // The first parent of the commit that has the marks is our side.
  const ours = `git checkout "$(git log -1 --format=%H -- ${own})^" -- ${own}`
  switch (kindOf(path)) {
    case 'lock': {
      const again = fromTop(prefix, 'dvc repro')
      const push = `${fromTop(prefix, 'dvc push')} && git add ${own} && git commit -a`
      // `resolve` fails where a stage has to be reproduced.
      return fix?.includes('dvc-ci resolve') === true
        ? `${fix} || ${again} && ${push}`
        : `${ours} && ${again} && ${push}`
    }
    case 'data': {
      const pull = fromTop(prefix, `dvc pull --force ${shellWord(fromPrefix({ prefix }, path))}`)
      return `${ours} && ${pull} && git commit -a`
    }
    case 'pipeline':
    case undefined:
      return undefined
  }
}
