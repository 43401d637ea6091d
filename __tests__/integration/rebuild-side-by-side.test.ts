import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { requireParts } from '../../scripts/lab/paths.mjs'
import { cleanUp, tinyProject } from '../support/project.js'

beforeAll(() => requireParts('dvc'))
afterAll(cleanUp)

test('stages run side by side, each line says whose it is, and the next build knows how long they take', async () => {
  const clone = await tinyProject()
  await clone.edit('src/train.sh', 'mkdir -p models', 'echo "training $1"; sleep 1.5; mkdir -p models')
  await clone.commit('Slower training')
  const { code, stdout, report } = await clone.run(['rebuild', '--yes', '--jobs', '2', '--verbose'])
  expect(code).toBe(0)
  for (const name of ['a', 'b']) for (const line of [`> sh src/train.sh ${name}`, `training ${name}`]) expect(stdout).toContain(`\ntrain@${name} | ${line}\n`)
  // Both had begun before one of them had ended.
  const at = (text: string) => stdout.indexOf(text)
  expect(Math.max(at('train@a | training'), at('train@b | training'))).toBeLessThan(Math.min(at('train@a: ran'), at('train@b: ran')))
  expect(stdout).not.toContain('one stage at a time')
  expect(report.stages.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['prepare ran', 'train@a ran', 'train@b ran', 'evaluate ran'])
  expect(JSON.parse(await clone.read('.dvc/tmp/dvc-ci/seconds.json'))).toMatchObject({ 'train@a': expect.any(Number) as unknown })
  const fresh = await clone.clone()
  await fresh.dvc('pull', '-q')
  expect(await fresh.dvc('status')).toContain('up to date')
})

test('a stage that this machine has no room for, or whose needs cannot be read, is refused before anything runs', async () => {
  const clone = await tinyProject()
  const needs = async (line: string, before: string) => {
    await clone.edit('dvc.yaml', before, line)
    await clone.commit('Needs')
    return clone.run(['rebuild', '--yes'])
  }
  const outs = 'outs: [data/parts]'
  const large = await needs(`${outs}\n    meta: { dvc-ci: { cpus: 1, memory: 900T } }`, outs)
  expect(large.code).toBe(2)
  expect(large.report.message).toContain('the stage prepare asks for 922000 GiB of memory, and this machine has')
  const wrong = await needs('memory: lots', 'memory: 900T')
  expect(wrong.code).toBe(2)
  expect(wrong.report.message).toContain('meta.dvc-ci of the stage prepare: memory cannot be lots. Use a size such as 8G or 500M.')
  expect(await clone.status()).toBe('')
  const fits = await needs('memory: 1M', 'memory: lots')
  expect(fits.code).toBe(0)
})
