import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Git } from './git.js'

/** Exit codes of git-merge-file(1): the number of conflicts, at most 127. */
const CONFLICTS = Array.from({ length: 128 }, (_, code) => code)

/** A merge of three texts. */
export interface MergedText {
  /** Where both sides changed the same lines, it has ours. */
  text: string
  /** Places where both sides changed the same lines. */
  conflicts: number
}

/** Merges three texts line by line. */
export async function mergeTexts(base: string, ours: string, theirs: string): Promise<MergedText> {
  return inFolder({ base, ours, theirs }, async (git) => {
    const files = ['--', 'ours', 'base', 'theirs'] as const
    const [{ code }, { stdout }] = await Promise.all([
      git.run(['merge-file', '-p', ...files], { answers: CONFLICTS }),
      git.run(['merge-file', '-p', '--ours', ...files], { answers: CONFLICTS }),
    ])
    return { text: stdout, conflicts: code }
  })
}

/** The changes from one text to another in the unified format, without a header; empty for equal texts. */
export async function diffTexts(before: string, after: string): Promise<string> {
  return inFolder({ before, after }, async (git) => {
    const { stdout } = await git.run(
      ['diff', '--no-index', '--no-color', '--no-ext-diff', '--no-textconv', '--', 'before', 'after'],
      { answers: [0, 1] },
    )
    return stdout.slice(Math.max(0, stdout.indexOf('\n@@') + 1))
  })
}

async function inFolder<T>(files: Readonly<Record<string, string>>, body: (git: Git) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-texts-'))
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
    return await body(new Git(folder, {}))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
