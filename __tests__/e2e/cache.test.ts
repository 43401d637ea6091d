import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { type Clone, cleanUp, developer, scratch, tinyProject } from '../support/project.js'
import { exampleWorkflow, pullRequestEvent, pushEvent, runWorkflow } from './act.js'

afterAll(cleanUp)

const [VALIDATE, REBUILD] = ['.github/workflows/validate.yml', '.github/workflows/rebuild.yml']

/** Replaces the bytes of every object in the remote except manifests, with the same size: every download then fails. */
async function damage(storage: string): Promise<number> {
  let damaged = 0
  const objects = join(storage, 'files', 'md5')
  for (const prefix of await readdir(objects)) {
    for (const name of (await readdir(join(objects, prefix))).filter((each) => !each.endsWith('.dir'))) {
      const file = join(objects, prefix, name)
      const content = await readFile(file)
      await chmod(file, 0o644)
      await writeFile(file, Buffer.alloc(content.length, 'x'))
      damaged++
    }
  }
  return damaged
}

describe("the runner's cache", () => {
  let alice: Clone
  let cache: string
  const pull = async (): Promise<{ clone: Clone; event: object }> => {
    const clone = await alice.clone('main')
    const base = { sha: await clone.head(), ref: 'main' }
    const head = { sha: await clone.git('rev-parse', 'origin/change'), ref: 'change' }
    await clone.git('checkout', '-q', '--detach')
    await clone.git('merge', '-q', '--no-ff', '-m', 'Merge', head.sha)
    await clone.git('push', '-q', '--force', 'origin', 'HEAD:refs/pull/1/merge')
    return { clone, event: pullRequestEvent(1, head, base) }
  }
  const validate = async () => {
    const { clone, event } = await pull()
    return runWorkflow(clone, 'pull_request', VALIDATE, event, { cache })
  }

  beforeAll(async () => {
    alice = await tinyProject()
    cache = await scratch()
    await alice.write(VALIDATE, await exampleWorkflow('validate'))
    await alice.write(REBUILD, await exampleWorkflow('rebuild'))
    await alice.commit('Workflows')
    await alice.git('switch', '-q', '-c', 'change')
    await alice.write('README', 'a change\n')
    await alice.commit('A change')
  })

  test('the second validation takes its data from the cache, reads nothing from the remote, and saves nothing twice', async () => {
    const first = await validate()
    expect([first.code, first.annotations]).toEqual([0, []])
    expect(first.log).toMatch(/DVC data: stored in the cache \(dvc-ci-1-change-data-/)
    expect(await damage(alice.storage)).toBeGreaterThanOrEqual(5)
    const second = await validate()
    expect([second.code, second.annotations]).toEqual([0, []])
    expect(second.log).toMatch(/DVC data: restored from the cache \(dvc-ci-1-change-data-/)
    expect(second.log).toContain('6 objects restored from the cache and verified, so not downloaded.')
    expect(second.log).not.toContain('stored in the cache')
    // Proves that a download finds the damage.
    const clone = await alice.clone('change')
    await clone.edit(VALIDATE, 'uses: dvc-ci/dvc-ci@v1', 'uses: dvc-ci/dvc-ci@v1\n        with: { cache: none }')
    const base = await clone.git('rev-parse', 'origin/main')
    const head = await clone.commit('No cache')
    const without = await runWorkflow(
      clone,
      'pull_request',
      VALIDATE,
      pullRequestEvent(1, { sha: head, ref: 'change' }, { sha: base, ref: 'main' }),
      { cache },
    )
    expect(without.log).not.toContain('from the cache')
    expect([without.code, without.outputs['missing']]).toEqual([1, expect.stringContaining('altered')])
    // Any user can read the cache of a public repository.
    const { clone: open, event } = await pull()
    const published = await runWorkflow(
      open,
      'pull_request',
      VALIDATE,
      { ...event, repository: { full_name: 'team/tiny', private: false, default_branch: 'main' } },
      { cache },
    )
    expect([published.code, published.outputs['missing']]).toEqual([1, expect.stringContaining('altered')])
  })

  test('main does not use the cache of a pull request, and a forced build takes only source data from the cache', async () => {
    const other = await tinyProject()
    // A machine of GitHub's has no uv, and its Python has pip: without it, a virtual environment would cost 4 s more.
    const bin = await scratch()
    await writeFile(join(bin, 'python3'), `#!/bin/sh\nexec '${lab.pythonBin('uv')}' "$@"\n`, { mode: 0o755 })
    const path = [bin, developer()['PATH']].join(delimiter)
    const push = async (value: string) => {
      await other.edit('params.yaml', /b: \d/, value)
      const before = await other.head()
      const source = await other.commit(value)
      const clone = await other.clone('main')
      return runWorkflow(clone, 'push', REBUILD, pushEvent(before, source), { cache, path })
    }
    await other.write(REBUILD, await exampleWorkflow('rebuild'))
    await other.write('requirements.txt', '# Nothing yet.\n')
    await other.commit('Workflows')
    const first = await push('b: 4')
    expect([first.code, first.annotations]).toEqual([0, []])
    expect(first.log).not.toContain('DVC data: restored from the cache')
    expect(first.log).toMatch(/DVC data: stored in the cache \(dvc-ci-1-official-data-/)
    expect(first.log).toMatch(/the environment of requirements\.txt: stored in the cache \(dvc-ci-1-official-env-/)
    expect(first.log).toMatch(/stage durations: stored in the cache \(dvc-ci-1-official-seconds-/)
    await other.git('pull', '-q', '--rebase')
    // A new machine.
    await rm(join(cache, 'runner'), { recursive: true })
    const second = await push('b: 6')
    expect([second.code, second.annotations]).toEqual([0, []])
    expect(second.log).toMatch(/DVC data: restored from the cache \(dvc-ci-1-official-data-/)
    expect(second.log).toContain('1 object restored from the cache and verified, so not downloaded.')
    expect(second.log).toMatch(/the environment of requirements\.txt: restored from the cache \(dvc-ci-1-official-env-/)
    expect(second.log).toMatch(/stage durations: restored from the cache \(dvc-ci-1-official-seconds-/)
    expect(second.log).toMatch(/requirements\.txt \(Python [\d.]+, from an earlier run\)/)
    expect(second.outputs['message'] ?? second.log).toMatch(/4 stages ran/)
  })
})
