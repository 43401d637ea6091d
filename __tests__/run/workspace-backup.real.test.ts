import { spawn } from 'node:child_process'
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Plugin } from 'esbuild'
import { SetupError } from '../../src/errors/errors.js'
import { identityOf, isRunning } from '../../src/run/identity.js'
import { recoverWorkspace, WorkspaceBackup } from '../../src/run/workspace-backup.js'
import { bundle, runNode } from './program.js'

let folder = ''
let count = 0
let project = ''
let base = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-aside-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  project = join(folder, String(++count))
  base = join(project, '.dvc', 'tmp', 'dvc-ci')
  await mkdir(project)
})

const at = (...parts: string[]) => join(project, ...parts)
const text = (...parts: string[]) => readFile(at(...parts), 'utf8')
const asides = async () => (await readdir(base)).filter((name) => name.startsWith('aside-'))

/** An open aside of a process that has ended since, as a kill leaves it. */
async function leftBehind(body: string, name = 'program'): Promise<void> {
  const program = join(folder, `${name}-${count}`)
  await bundle(
    `import { WorkspaceBackup } from './src/run/workspace-backup.js'\nimport { rename, writeFile } from 'node:fs/promises'\nconst at = (path) => ${JSON.stringify(project)} + '/' + path\nconst aside = await WorkspaceBackup.open(${JSON.stringify(base)})\n${body}\nprocess.kill(process.pid, 'SIGKILL')`,
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
    const aside = await WorkspaceBackup.open(base)
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
    const aside = await WorkspaceBackup.open(base)
    await aside.copy(at('dvc.lock'))
    await aside.restore()
    expect(await lstat(at('dvc.lock'))).toMatchObject({ ino, ctimeMs })
  })

  test('a path that cannot be restored is named with the place of its content, and all others are restored', async () => {
    await mkdir(at('sub'))
    for (const path of ['sub/a', 'b']) await writeFile(at(path), path)
    const aside = await WorkspaceBackup.open(base)
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
  expect((await recoverWorkspace(base)).map(({ path }) => path)).toEqual([at('sub', 'a')])
  expect([await text('sub', 'a'), await text('fresh')]).toEqual(['of the developer', 'made since'])
})

describe('a killed run', () => {
  test('the run after a killed run restores its files and deletes no file that is there now', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(
      `await aside.move(at('model')); await aside.move(at('fresh')); await writeFile(at('model'), 'of later work'); await writeFile(at('fresh'), 'half a')`,
    )
    const recovered = await recoverWorkspace(base)
    expect(await text('model')).toBe('of the developer')
    expect(recovered.map(({ path }) => path)).toEqual([at('fresh'), at('model')])
    expect(await Promise.all(recovered.map(({ found }) => readFile(found ?? '', 'utf8')))).toEqual([
      'half a',
      'of later work',
    ])
    expect(await asides()).toEqual([])
    expect(await recoverWorkspace(base)).toEqual([])
  })

  test('recovery of a copied checkout changes only the copy', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model')); await writeFile(at('model'), 'partial')`)
    const copy = join(folder, `copy-${count}`)
    await cp(project, copy, { recursive: true })
    await recoverWorkspace(join(copy, '.dvc', 'tmp', 'dvc-ci'))
    expect(await readFile(join(copy, 'model'), 'utf8')).toBe('of the developer')
    expect(await text('model')).toBe('partial')
  })

  test('a killed run is distinguished from another process that has its number now', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model'))`)
    const [name = ''] = await asides()
    const file = join(base, name, 'owners.json')
    const {
      owners: [{ started }],
    } = JSON.parse(await readFile(file, 'utf8')) as { owners: [{ pid: number; started: string }] }
    // This test's own parent lives and has a number, but began at another moment.
    await writeFile(file, JSON.stringify({ owners: [{ pid: process.ppid, started }] }))
    await recoverWorkspace(base)
    expect(await text('model')).toBe('of the developer')
  })

  test('recovery waits for a process of a killed run that is still ending', async () => {
    await writeFile(at('model'), 'of the developer')
    await leftBehind(`await aside.move(at('model'))`)
    const [name = ''] = await asides()
    const file = join(base, name, 'owners.json')
    const { owners } = JSON.parse(await readFile(file, 'utf8')) as { owners: unknown[] }
    const helper = spawn(process.execPath, [
      '-e',
      `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(at('model'))}, 'a last write'), 700)`,
    ])
    await writeFile(file, JSON.stringify({ owners: [...owners, identityOf(helper.pid ?? 0)] }))
    const recovered = await recoverWorkspace(base)
    expect(await text('model')).toBe('of the developer')
    expect(await readFile(recovered[0]?.found ?? '', 'utf8')).toBe('a last write')
  })
})

test('two runs never use one checkout at once', async () => {
  await mkdir(base, { recursive: true })
  const program = join(folder, 'rival')
  await bundle(
    `import { WorkspaceBackup } from './src/run/workspace-backup.js'\nawait WorkspaceBackup.open(process.argv[2])\nprocess.stdout.write('open')\nsetInterval(() => undefined, 1000)`,
    program,
  )
  const rival = spawn(process.execPath, [join(program, 'program.js'), base], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await new Promise((resolve) => rival.stdout.once('data', resolve))
    const refused: unknown = await WorkspaceBackup.open(base).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(SetupError)
    expect(String(refused)).toContain(`another run of dvc-ci (process ${rival.pid}) uses this checkout`)
    await expect(recoverWorkspace(base)).rejects.toThrow('another run')
    expect(await asides()).toHaveLength(1)
  } finally {
    rival.kill('SIGKILL')
    await new Promise((resolve) => rival.once('close', resolve))
  }
  await expect(recoverWorkspace(base)).resolves.toEqual([])
  await (await WorkspaceBackup.open(base)).discard()
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
}, 120_000)
