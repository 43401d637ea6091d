import { spawn } from 'node:child_process'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Plugin } from 'esbuild'
import { SetupError } from '../../src/errors/errors.js'
import { BackupState } from '../../src/run/backup-state.js'
import { identityOf, isRunning } from '../../src/run/identity.js'
import { type BackupPlace, recoverWorkspace, WorkspaceBackup } from '../../src/run/workspace-backup.js'
import { bundle, runNode } from './program.js'

let folder = ''
let count = 0
let project = ''
let base = ''
let place: BackupPlace

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-aside-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  project = join(folder, String(++count))
  base = join(project, '.dvc', 'tmp', 'dvc-ci')
  place = { directory: base, gitDirectory: join(project, '.git') }
  await mkdir(project)
})

const at = (...parts: string[]) => join(project, ...parts)
const text = (...parts: string[]) => readFile(at(...parts), 'utf8')
const asides = async () => (await readdir(base)).filter((name) => name.startsWith('aside-'))

/** An open aside of a process that has ended since, as a kill leaves it. */
async function leftBehind(body: string, name = 'program'): Promise<void> {
  const program = join(folder, `${name}-${count}`)
  await bundle(
    `import { WorkspaceBackup } from './src/run/workspace-backup.js'\nimport { rename, writeFile } from 'node:fs/promises'\nconst at = (path) => ${JSON.stringify(project)} + '/' + path\nconst aside = await WorkspaceBackup.open(${JSON.stringify(place)})\n${body}\nprocess.kill(process.pid, 'SIGKILL')`,
    program,
  )
  await runNode([join(program, 'program.js')])
}

describe('a workspace backup', () => {
  test('a backup restores moved, copied and linked files, folders and links, and removes new ones', async () => {
    await mkdir(at('models'))
    await writeFile(at('models', 'a.txt'), 'a')
    await symlink('a.txt', at('models', 'latest'))
    await writeFile(at('dvc.lock'), 'lock')
    await writeFile(at('out.csv'), 'out')
    const before = await Promise.all(
      ['models/a.txt', 'out.csv'].map(async (path) => (await lstat(at(path), { bigint: true })).ino),
    )
    const aside = await WorkspaceBackup.open(place)
    await aside.move(at('models'))
    await aside.copy(at('dvc.lock'))
    await aside.link(at('out.csv'))
    await aside.move(at('new.bin'))
    await expect(lstat(at('models'))).rejects.toThrow('ENOENT')
    await writeFile(at('models'), 'a file in the place of the folder')
    await writeFile(at('dvc.lock'), 'changed')
    await rm(at('out.csv'))
    await mkdir(at('out.csv'))
    await writeFile(at('new.bin'), 'new')
    await aside.restore()
    expect([
      await text('models', 'a.txt'),
      await text('models', 'latest'),
      await text('dvc.lock'),
      await text('out.csv'),
    ]).toEqual(['a', 'a', 'lock', 'out'])
    await expect(lstat(at('new.bin'))).rejects.toThrow('ENOENT')
    expect(
      await Promise.all(['models/a.txt', 'out.csv'].map(async (path) => (await lstat(at(path), { bigint: true })).ino)),
    ).toEqual(before)
    expect(await asides()).toEqual([])
    await writeFile(at('dvc.lock'), 'of a later run')
    await aside.restore()
    expect(await text('dvc.lock')).toBe('of a later run')
  })

  test('a copied file that did not change stays the same file', async () => {
    await writeFile(at('dvc.lock'), 'lock')
    const { ino, ctimeMs } = await lstat(at('dvc.lock'))
    const aside = await WorkspaceBackup.open(place)
    await aside.copy(at('dvc.lock'))
    await aside.restore()
    expect(await lstat(at('dvc.lock'))).toMatchObject({ ino, ctimeMs })
  })

  test('a path that cannot be restored is named with the place of its content, and all others are restored', async () => {
    await mkdir(at('sub'))
    for (const path of ['sub/a', 'b']) await writeFile(at(path), path)
    const aside = await WorkspaceBackup.open(place)
    await aside.move(at('sub', 'a'))
    await aside.move(at('b'))
    // A file where the folder was: nothing can be put below it.
    await rm(at('sub'), { recursive: true })
    await writeFile(at('sub'), 'in the way')
    const error: unknown = await aside.restore().catch((cause: unknown) => cause)
    expect(String(error)).toMatch(/could not restore .*sub\/a \(.*its content is .*aside-.*\/0\)/)
    expect(await text('b')).toBe('b')
    const [kept] = await asides()
    expect(await readFile(join(base, kept ?? '', '0'), 'utf8')).toBe('sub/a')
  })
})

test('the next run tries failed paths again, and changes no other path', async () => {
  await mkdir(at('sub'))
  await writeFile(at('sub', 'a'), 'of the developer')
  await leftBehind(
    `await aside.move(at('fresh')); await aside.move(at('sub/a')); await rename(at('sub'), at('away')); await writeFile(at('sub'), 'in the way'); await aside.restore().catch(() => undefined)`,
  )
  await rm(at('sub'))
  await writeFile(at('fresh'), 'made since')
  expect((await recoverWorkspace(place)).restored.map(({ path }) => path)).toEqual([at('sub', 'a')])
  expect([await text('sub', 'a'), await text('fresh')]).toEqual(['of the developer', 'made since'])
})

describe('a killed run', () => {
  test('the run after a killed run restores its files and deletes no file that is there now', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(
      `await aside.move(at('model')); await aside.move(at('fresh')); await writeFile(at('model'), 'of later work'); await writeFile(at('fresh'), 'half a')`,
    )
    const { restored: recovered } = await recoverWorkspace(place)
    expect(await text('model')).toBe('of the developer')
    expect(recovered.map(({ path }) => path)).toEqual([at('fresh'), at('model')])
    expect(await Promise.all(recovered.map(({ found }) => readFile(found ?? '', 'utf8')))).toEqual([
      'half a',
      'of later work',
    ])
    expect(await asides()).toEqual([])
    expect(await recoverWorkspace(place)).toEqual({ restored: [], rejected: [] })
  })

  test('recovery of a copied checkout changes only the copy', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model')); await writeFile(at('model'), 'partial')`)
    const copy = join(folder, `copy-${count}`)
    await cp(project, copy, { recursive: true })
    await recoverWorkspace({ directory: join(copy, '.dvc', 'tmp', 'dvc-ci'), gitDirectory: join(copy, '.git') })
    expect(await readFile(join(copy, 'model'), 'utf8')).toBe('of the developer')
    expect(await text('model')).toBe('partial')
  })

  test('a killed run is distinguished from another process that has its number now', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model'))`)
    const [name = ''] = await asides()
    const state = new BackupState(place.gitDirectory)
    const [owner] = (await state.readOwners(join(base, name))) ?? []
    // This test's own parent lives and has a number, but began at another moment.
    await state.writeOwners(join(base, name), [{ pid: process.ppid, started: owner?.started ?? '' }])
    await recoverWorkspace(place)
    expect(await text('model')).toBe('of the developer')
  })

  test('recovery waits for a process of a killed run that is still ending', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model'))`)
    const [name = ''] = await asides()
    const state = new BackupState(place.gitDirectory)
    const owners = (await state.readOwners(join(base, name))) ?? []
    const helper = spawn(process.execPath, [
      '-e',
      `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(at('model'))}, 'a last write'), 700)`,
    ])
    await state.writeOwners(join(base, name), [...owners, identityOf(helper.pid ?? 0)])
    const { restored: recovered } = await recoverWorkspace(place)
    expect(await text('model')).toBe('of the developer')
    expect(await readFile(recovered[0]?.found ?? '', 'utf8')).toBe('a last write')
  })
})

describe('state that no run of this checkout wrote', () => {
  /** The state of a backup as a commit could bring it, for a file outside of the project. */
  async function forged(owners: unknown, journal: string): Promise<string> {
    const directory = join(base, 'aside-1-00000000')
    await mkdir(directory, { recursive: true })
    await writeFile(at('outside'), 'of the runner')
    await writeFile(join(directory, '0'), 'of the attacker')
    await writeFile(join(directory, 'owners.json'), typeof owners === 'string' ? owners : JSON.stringify(owners))
    await writeFile(join(directory, 'journal.jsonl'), journal)
    return directory
  }
  const dead = { pid: 2 ** 22 + 1, started: '1' }
  const entry = { original: '../../../outside', parent: '../../..', backup: '0', taken: 'moved' }
  const zero = '0'.repeat(64)

  test.each([
    ['of the form before it was signed', { owners: [dead] }, `${JSON.stringify(entry)}\n`],
    ['without a signature', { value: [dead] }, `${JSON.stringify({ value: entry })}\n`],
    [
      'with a wrong signature',
      { value: [dead], signature: zero },
      `${JSON.stringify({ value: entry, signature: zero })}\n`,
    ],
    ['that is not JSON', '{', '{\n'],
    ['of other types', '[1, null]', 'null\n7\n[]\n'],
    ['that is empty', '', ''],
  ])('state %s restores nothing and moves away', async (_, owners, journal) => {
    const directory = await forged(owners, journal)
    const { restored, rejected } = await recoverWorkspace(place)
    expect(restored).toEqual([])
    expect(await text('outside')).toBe('of the runner')
    expect(await asides()).toEqual([])
    expect(await readFile(join(rejected[0] ?? '', '0'), 'utf8')).toBe('of the attacker')
    expect(rejected[0]).not.toBe(directory)
    expect(await recoverWorkspace(place)).toEqual({ restored: [], rejected: [] })
  })

  test('a signed line in the folder of another backup restores nothing', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model'))`)
    const [name = ''] = await asides()
    await cp(join(base, name), join(base, 'aside-1-00000000'), { recursive: true })
    await writeFile(join(base, 'aside-1-00000000', '0'), 'of the attacker')
    const { rejected } = await recoverWorkspace(place)
    expect(rejected).toHaveLength(1)
    expect(await text('model')).toBe('of the developer')
  })

  test('a path whose folder became a link since the kill gets nothing', async () => {
    await mkdir(at('models'))
    await writeFile(at('models', 'a'), 'of the developer')
    await leftBehind(`await aside.move(at('models/a'))`)
    await mkdir(at('elsewhere'))
    await writeFile(at('elsewhere', 'a'), 'of the runner')
    await rm(at('models'), { recursive: true })
    await symlink('elsewhere', at('models'))
    const { restored, rejected } = await recoverWorkspace(place)
    expect(restored).toEqual([])
    expect(await text('elsewhere', 'a')).toBe('of the runner')
    expect(await readFile(join(rejected[0] ?? '', '0'), 'utf8')).toBe('of the developer')
  })

  test('a damaged line of a journal costs only its own path', async () => {
    await writeFile(at('a'), 'a')
    await writeFile(at('b'), 'b')
    await leftBehind(`await aside.move(at('a')); await aside.move(at('b'))`)
    const [name = ''] = await asides()
    const file = join(base, name, 'journal.jsonl')
    const [, second = ''] = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `{"value":\n${second}\n`)
    const { restored, rejected } = await recoverWorkspace(place)
    expect(restored.map(({ path }) => path)).toEqual([at('b')])
    expect(await readFile(join(rejected[0] ?? '', '0'), 'utf8')).toBe('a')
  })
})

test('folders that a stage made read-only do not stop the end of a backup, nor the next run', async () => {
  const aside = await WorkspaceBackup.open(place)
  const output = join(aside.scratch('checkout'), 'output')
  await mkdir(join(output, 'part'), { recursive: true })
  await writeFile(join(output, 'part', 'model'), '')
  await chmod(join(output, 'part'), 0o555)
  await chmod(output, 0o555)
  await aside.discard()
  expect(await readdir(base)).toEqual([])
})

test('two runs never use one checkout at once', async () => {
  await mkdir(base, { recursive: true })
  const program = join(folder, 'rival')
  await bundle(
    `import { WorkspaceBackup } from './src/run/workspace-backup.js'\nawait WorkspaceBackup.open(JSON.parse(process.argv[2]))\nprocess.stdout.write('open')\nsetInterval(() => undefined, 1000)`,
    program,
  )
  const rival = spawn(process.execPath, [join(program, 'program.js'), JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await new Promise((resolve) => rival.stdout.once('data', resolve))
    const refused: unknown = await WorkspaceBackup.open(place).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(SetupError)
    expect(String(refused)).toContain(`another run of dvc-ci (process ${rival.pid}) uses this checkout`)
    await expect(recoverWorkspace(place)).rejects.toThrow('another run')
    expect(await asides()).toHaveLength(1)
  } finally {
    rival.kill('SIGKILL')
    await new Promise((resolve) => rival.once('close', resolve))
  }
  await expect(recoverWorkspace(place)).resolves.toEqual({ restored: [], rejected: [] })
  await (await WorkspaceBackup.open(place)).discard()
})

test('a process is identified by its number and its start', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  const identity = identityOf(child.pid ?? 0)
  expect(isRunning(identity)).toBe(true)
  expect(isRunning({ ...identity, started: `${identity.started}0` })).toBe(false)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  expect(isRunning(identity)).toBe(false)
})

/** File operations that end the "process" at a chosen one, half done, and identities by the life that it is in. */
const crashing: Plugin = {
  name: 'crashing',
  setup(build) {
    build.onResolve({ filter: /^node:fs\/promises$/ }, ({ importer }) =>
      importer.includes('src/run/') ? { path: join(import.meta.dirname, 'crashing-files.ts') } : undefined,
    )
    build.onResolve({ filter: /identity\.js$/ }, () => ({ path: join(import.meta.dirname, 'crashing-identity.ts') }))
  },
}

test('after two runs killed at any file operation, the next run restores everything and loses nothing', async () => {
  const program = join(folder, 'property')
  await bundle(['__tests__/run/workspace-backup-property.ts'], program, [crashing])
  const { code, stdout, stderr } = await runNode([
    join(program, 'workspace-backup-property.js'),
    join(folder, 'property-work'),
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ failed: false, error: '' })
  // A run that never crashed, or never got to its end, would prove nothing.
  const { crashes, ends } = JSON.parse(stdout) as { crashes: number; ends: number }
  expect(crashes).toBeGreaterThan(50)
  expect(ends).toBeGreaterThan(10)
})
