import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kindOf, loadProjectFiles } from '../../dvc/project-files.js'
import type { LintDvcFile } from '../../lint/input.js'
import { conflictLine } from '../../pipeline/conflict-marks.js'
import { filesOfProject, locatedError } from '../project/check-project.js'
import type { ProjectPaths } from '../project/project.js'

/** The files of DVC with their data, as far as DVC can read them. */
export interface LoadedFiles {
  files: LintDvcFile[]
  /** Why DVC cannot read a file, conflict marks excepted. */
  problem?: Error
  conflicted: boolean
}

/** The files of DVC. Files with conflict marks have no data; where another file is unreadable, no file has. */
export async function loadFiles({ git, directory, root, dvcRoot, inGit, fromGit }: ProjectPaths): Promise<LoadedFiles> {
  const texts = await Promise.all(
    (await filesOfProject(git, dvcRoot || '.')).map(async (path) => ({
      path,
      text: await readFile(join(git.root, path), 'utf8').catch(() => undefined),
    })),
  )
  const files = texts.flatMap(({ path, text }): LintDvcFile[] => {
    const kind = kindOf(path)
    return kind === undefined || text === undefined ? [] : [{ path, kind, text }]
  })
  const whole = files.filter(({ text }) => conflictLine(text) === undefined)
  const conflicted = whole.length < files.length
  try {
    const loaded = new Map(
      (
        await loadProjectFiles(
          directory,
          root,
          whole.map(({ path }) => fromGit(path)),
        )
      ).map((file) => [inGit(file.path), file.data]),
    )
    return {
      conflicted,
      files: files.map((file) => ({
        ...file,
        ...(loaded.has(file.path) ? { data: loaded.get(file.path) ?? {} } : {}),
      })),
    }
  } catch (error) {
    // Without the files in conflict a project may be empty; then only the conflict is reported.
    const problem =
      conflicted && whole.every(({ kind }) => kind === 'lock')
        ? undefined
        : await locatedError(error, inGit, (path) => readFile(join(directory, path), 'utf8').catch(() => undefined))
    return { conflicted, files, ...(problem instanceof Error ? { problem } : {}) }
  }
}
