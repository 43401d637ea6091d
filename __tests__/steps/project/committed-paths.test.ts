import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { IndexEntry } from '../../../src/git/inventory.js'
import type { GitRepository } from '../../../src/git/repository.js'
import type { Stage } from '../../../src/pipeline/project.js'
import { rejectCommittedState, rejectEscapingLinks } from '../../../src/steps/project/committed-paths.js'

const file = (path: string, mode = '100644'): IndexEntry => ({ path, mode })
const link = (path: string) => file(path, '120000')

describe('state of a run in Git', () => {
  test.each([
    ['a journal', '', file('.dvc/tmp/dvc-ci/aside-1/journal.jsonl')],
    ['the folder as a link', '', link('.dvc/tmp')],
    ['the folder as a submodule', '', file('.dvc/tmp', '160000')],
    ['.dvc as a link', '', link('.dvc')],
    ['another case, which can be the same folder', '', file('.DVC/Tmp/lock')],
    ['a project in a subfolder', 'ml/a', file('ml/a/.dvc/tmp/rwlock')],
  ])('%s is rejected by its path', (_, dvcRoot, entry) => {
    expect(() => rejectCommittedState(dvcRoot, [file('.dvc/config'), entry])).toThrow(`Git tracks ${entry.path},`)
  })

  test.each([
    ['the configuration', '', file('.dvc/config')],
    ['a name that only begins so', '', file('.dvc/tmpl/a')],
    ['the folder of another project', 'ml', file('.dvc/tmp/a')],
  ])('%s is accepted', (_, dvcRoot, entry) => {
    expect(() => rejectCommittedState(dvcRoot, [entry])).not.toThrow()
  })
})

describe('links in Git', () => {
  let folder = ''
  let root = ''
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'dvc-ci-links-')))
    root = join(folder, 'repository')
    await mkdir(join(root, '.git', 'hooks'), { recursive: true })
    await mkdir(join(folder, 'outside'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const stage = (path: string): Stage => ({
    name: 'train',
    kind: 'stage',
    file: 'dvc.yaml',
    wdir: '.',
    frozen: false,
    always: false,
    partial: false,
    deps: [{ kind: 'params', path: 'params.yaml', names: [], locked: {} }],
    outs: [{ path, cache: true, metric: false, plot: false, persist: false, push: true }],
  })

  /** Rejects or accepts the tracked links `[path, target]` for the output of one stage. */
  async function judge(output: string, links: [string, string][], files = ['dvc.yaml']): Promise<void> {
    for (const [path, target] of links) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await symlink(target, join(root, path))
    }
    const git = { root, gitDirectory: join(root, '.git') } as GitRepository
    const same = (path: string) => path
    await rejectEscapingLinks(
      { git, directory: root, root, dvcRoot: '', inGit: same, fromGit: same },
      { stages: [stage(output)], metrics: ['scores.json'], params: ['global.yaml'], plots: ['curve.csv'] },
      files,
      links.map(([path]) => link(path)),
    )
  }

  test.each<[string, string, [string, string][]]>([
    ['a folder of the output outside of the repository', 'lnk/x', [['lnk', '../outside']]],
    ['a link with an absolute target', 'lnk/x', [['lnk', '/tmp']]],
    ["a link into Git's own folder", 'lnk/x', [['lnk', '.git/hooks']]],
    [
      'a link to a link',
      'a/x',
      [
        ['a', 'b'],
        ['b', '../outside'],
      ],
    ],
    ['a link whose target does not exist yet', 'lnk/x', [['lnk', '../new/folder']]],
    ['a link to itself', 'lnk/x', [['lnk', 'lnk']]],
    ['the output itself', 'model', [['model', '../outside/file']]],
    ['a link inside the folder of the output', 'data', [['data/lnk', '../../outside']]],
    ['dvc.lock', 'model', [['dvc.lock', '../outside/file']]],
    ['the .gitignore beside an output', 'sub/model', [['sub/.gitignore', '../../outside/file']]],
    ['a parameter file', 'model', [['params.yaml', '../outside/file']]],
    ['a parameter file of no stage', 'model', [['global.yaml', '../outside/file']]],
    ['a metrics file of no stage, which a report would show', 'model', [['scores.json', '../outside/file']]],
    ['a plot of no stage', 'model', [['curve.csv', '../outside/file']]],
    ['the cache of the project', 'model', [['.dvc/cache', '../../outside']]],
    ["a folder of a submodule's own Git", 'lnk/x', [['lnk', 'vendor/.git/hooks']]],
  ])('%s is rejected', async (_, output, links) => {
    await expect(judge(output, links)).rejects.toMatchObject({ id: 'link-leaves-repository', exitCode: 1 })
  })

  test.each<[string, string, [string, string][]]>([
    ['a link to another folder of the repository', 'lnk/x', [['lnk', 'real']]],
    ['a link that no written path uses', 'model', [['docs/latest', '../../outside']]],
    ['a link with a name that only begins like the output', 'model', [['model-link', '../outside']]],
  ])('%s is accepted', async (_, output, links) => {
    await mkdir(join(root, 'real'))
    await judge(output, links)
  })

  test('a tracked link that is a file in the working tree is accepted', async () => {
    await writeFile(join(root, 'lnk'), '')
    const git = { root, gitDirectory: join(root, '.git') } as GitRepository
    const same = (path: string) => path
    await rejectEscapingLinks(
      { git, directory: root, root, dvcRoot: '', inGit: same, fromGit: same },
      { stages: [stage('lnk')] },
      [],
      [link('lnk')],
    )
  })
})
