import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, SetupError } from '../../errors/errors.js'
import { diffTexts, mergeTexts } from '../../git/text-merge.js'
import type { PlannedFile } from '../../init/plan.js'
import { actionFor, type FileAction, missingLines } from '../../init/reconcile.js'

/** A file, and what becomes of it. */
export interface FileChange {
  path: string
  action: FileAction
  /** The text in the working tree; absent without the file. */
  before?: string
  /** The text to write; absent where the file stays as it is. */
  after?: string
  /** Places where a person and the new version changed the same lines. They keep the person's text. */
  conflicts: number
}

/** Decides on every planned file, and merges where both sides have changes. */
export async function planChanges(
  root: string,
  planned: readonly PlannedFile[],
  base: Readonly<Record<string, string>>,
  overwrite: boolean,
): Promise<FileChange[]> {
  return Promise.all(planned.map((file) => planChange(root, file, base[file.path], overwrite)))
}

async function planChange(
  root: string,
  { path, text: next, kind, optional }: PlannedFile,
  base: string | undefined,
  overwrite: boolean,
): Promise<FileChange> {
  const mine = await currentText(root, path)
  const before = mine === undefined ? {} : { before: mine }
  if (kind === 'lines') {
    const after = missingLines(mine ?? '', next, base ?? '')
    return after === undefined
      ? { path, action: 'same', ...before, conflicts: 0 }
      : { path, action: mine === undefined ? 'create' : 'update', ...before, after, conflicts: 0 }
  }
  const action = actionFor({
    path,
    next,
    ...(base === undefined ? {} : { base }),
    ...(mine === undefined ? {} : { mine }),
  })
  const forced = overwrite && !(action === 'same' || (optional && base === undefined && mine !== undefined))
  if (forced) return { path, action: mine === undefined ? 'create' : 'update', ...before, after: next, conflicts: 0 }
  switch (action) {
    case 'create':
    case 'update':
      return { path, action, ...before, after: next, conflicts: 0 }
    case 'merge': {
      const { text, conflicts } = await mergeTexts(base ?? '', mine ?? '', next)
      return text === mine
        ? { path, action: 'keep', ...before, conflicts }
        : { path, action, ...before, after: text, conflicts }
    }
    case 'foreign':
      return { path, action: optional ? 'keep' : 'foreign', ...before, conflicts: 0 }
    case 'same':
    case 'keep':
    case 'deleted':
      return { path, action, ...before, conflicts: 0 }
  }
}

/** @throws {SetupError} the path exists and is no readable text file */
async function currentText(root: string, path: string): Promise<string | undefined> {
  try {
    return (await readFile(join(root, path), 'utf8')).replaceAll('\r\n', '\n')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return undefined
    throw new SetupError('init-not-writable', `${path} cannot be written: ${messageOf(error)}. No file was changed.`, {
      key: path,
      value: code ?? '',
      remedy: 'Make room for the file there, with the rights to write it.',
      cause: error,
    })
  }
}

/** The changes of the files in the unified format. */
export async function showChanges(changes: readonly FileChange[]): Promise<string> {
  const parts = await Promise.all(
    changes.map(async ({ path, before, after }) => {
      if (after === undefined) return ''
      const from = before === undefined ? '/dev/null' : `a/${path}`
      return `--- ${from}\n+++ b/${path}\n${await diffTexts(before ?? '', after)}`
    }),
  )
  return parts.filter((part) => part !== '').join('\n')
}
