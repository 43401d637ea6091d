import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'
import { withStartedPythons } from '../support/started-pythons.js'

afterAll(cleanUp)

const MOST_TO_VALIDATE = 12
const MOST_TO_REBUILD = 42

/** The process that reads objects. After a pause of ten seconds, a slow machine starts another one. */
const READER = 'cat-file --batch'

/** Commands that other commands of Git start, such as those of a server on this machine: each version starts others. */
const STARTED_BY_GIT =
  /^(upload-pack|receive-pack|(un)?pack-objects|index-pack|rev-list|for-each-ref|reset|maintenance|gc)$/

/** Runs a request. @returns its outcome with the commands of Git and the Pythons that it started */
async function counted(
  clone: Clone,
  args: readonly string[],
): Promise<Outcome & { commands: string[]; pythons: string[][] }> {
  const trace = join(await scratch(), 'trace')
  const { result, pythons } = await withStartedPythons(() => clone.here(args, { GIT_TRACE: trace }))
  const lines = (await readFile(trace, 'utf8')).split('\n')
  const commands = lines.flatMap((line) => /trace: built-in: git (.*)/.exec(line)?.[1] ?? [])
  return {
    ...result,
    pythons,
    commands: commands.filter((line) => line !== READER && !STARTED_BY_GIT.test(line.split(' ')[0] ?? '')),
  }
}

test('a validation and a rebuild start no more processes of Git than they need, and one Python beside DVC', async () => {
  const clone = await (
    await tinyProject({ 'dvc-ci.yaml': 'metrics: { policies: { accuracy: { min: 0.5 } } }\n' })
  ).clone()
  await clone.edit('params.yaml', 'a: 3', 'a: 4')
  await clone.git('commit', '-qam', 'Other parameters')
  const built = await counted(clone, ['rebuild', '--commit', 'push'])
  expect([built.code, built.report.conclusion]).toEqual([0, 'success'])
  const validated = await counted(clone, ['validate'])
  expect([validated.code, validated.report.conclusion]).toEqual([0, 'success'])
  // A longer list has a question that was answered before, or a new one: then the limit is raised.
  expect(validated.commands.slice(MOST_TO_VALIDATE)).toEqual([])
  expect(built.commands.slice(MOST_TO_REBUILD)).toEqual([])
  // The resident DVC tells the packages of its Python, which is that of the stages. The rebuild reads files.
  expect([built, validated].map(({ pythons }) => pythons.map((argv) => argv.slice(0, -1)))).toEqual([
    [['-I', '-B']],
    [],
  ])
  for (const { report } of [built, validated]) expect(report.environment?.packages).toHaveProperty('dvc')
})
