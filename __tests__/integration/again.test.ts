import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'
import { hook, log, SUBJECT, step } from '../support/rebuild.js'

afterAll(cleanUp)

/** Runs the command line, and kills it once the server has its push: no later step runs. */
async function killedAfterCommit(clone: Clone, args: readonly string[]): Promise<void> {
  const victim = join(await scratch(), 'pid')
  await writeFile(victim, '')
  await hook(clone.origin, 'post-receive', `test ! -s ${victim} || kill -KILL $(cat ${victim})`)
  const { child, outcome } = clone.start(args)
  await writeFile(victim, String(child.pid))
  await expect(outcome).rejects.toThrow('signal SIGKILL')
  await writeFile(victim, '')
}

const tip = async (clone: Clone) => (await clone.git('--git-dir', clone.origin, 'rev-parse', 'main')).slice(0, 7)
const tags = (clone: Clone) => clone.git('ls-remote', '--tags', '--refs', clone.origin)
const ending = ({ code, report }: Outcome) => [code, report.conclusion, report.message, report.tag]

test('a retraining or a rollback that was killed after its commit is completed, at its source and at the tip', async () => {
  const alice = await tinyProject()
  const [bob, late] = [await alice.clone(), await alice.clone()]
  for (const clone of [bob, late]) await clone.write('more.csv', '7,7\n')
  const request = ['retrain', '--params', 'train.a=2', '--data', 'data/raw.csv+=more.csv', '--tag', 'v{n}']
  await killedAfterCommit(bob, request)
  const build = await tip(alice)
  expect([await log(alice), await tags(alice)]).toEqual([[SUBJECT, 'A pipeline'], ''])
  // In its own checkout, the files of the killed run are restored first.
  expect(ending(await bob.run(request))).toEqual([
    0,
    'success',
    `This request was built already (another \`--reason\` makes another request): ${build}; its tag is v1.`,
    'v1',
  ])
  const tagged = await tags(alice)
  // At the tip, the same rows would be appended a second time.
  await late.git('pull', '-q')
  expect(ending(await late.here(request))).toEqual([
    0,
    'success',
    expect.stringMatching(
      new RegExp(`^Nothing was trained: .*HEAD has the build of this request, ${build}; its tag is v1`),
    ),
    'v1',
  ])
  expect([await tip(alice), await tags(alice)]).toEqual([build, tagged])

  const deployed = join(await scratch(), 'deployed')
  const command = ['--deploy-rollback', '--deploy-command', `echo $DVC_CI_COMMIT $DVC_CI_HASH >> ${deployed}`]
  const back = ['rollback', '--to', 'HEAD~1', ...command]
  const other = await late.clone()
  await killedAfterCommit(late, back)
  const rollback = await tip(alice)
  const again = await other.here(back)
  expect(ending(again)).toEqual([
    0,
    'success',
    `The rollback of the data to HEAD~1 was done already: ${rollback} on main.`,
    undefined,
  ])
  expect(step(again.report, 'deploy')?.conclusion).toBe('success')
  expect((await readFile(deployed, 'utf8')).trim().split('\n')).toEqual([expect.stringContaining(rollback)])
  expect([await log(alice), await tip(alice)]).toEqual([
    ['CI: Roll back the data to HEAD~1 [skip ci]', SUBJECT, 'A pipeline'],
    rollback,
  ])
})
