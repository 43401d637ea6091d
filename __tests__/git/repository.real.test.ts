import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { CancelledError, OutsideError, SetupError } from '../../src/errors/errors.js'
import { openRepository } from '../../src/git/repository.js'
import { commitAll, ENV, freePort, git, head, Lab, open, recordingHost, write } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

async function refusal(promise: Promise<unknown>): Promise<SetupError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SetupError)) throw new Error(`expected a SetupError, got ${String(error)}`)
  return error
}

describe('openRepository', () => {
  test('openRepository gives the real root and the directory inside it', async () => {
    const clone = lab.clone(lab.server())
    mkdirSync(join(clone, 'sub/dir with space'), { recursive: true })
    const link = lab.path('link')
    symlinkSync(join(clone, 'sub'), link)
    expect(await open(clone)).toMatchObject({ root: realpathSync(clone), prefix: '' })
    expect(await open(join(link, 'dir with space'))).toMatchObject({
      root: realpathSync(clone),
      prefix: 'sub/dir with space',
    })
  })

  test('openRepository opens a linked worktree', async () => {
    const clone = lab.clone(lab.server())
    const tree = lab.path('worktree')
    git(clone, 'worktree', 'add', '--quiet', '-b', 'wt', tree)
    const repository = await open(tree)
    expect(repository.root).toBe(realpathSync(tree))
    expect(await repository.branch()).toBe('wt')
  })

  test.each([
    [
      'a folder without a repository',
      () => {
        const folder = lab.path('plain')
        mkdirSync(folder)
        return folder
      },
    ],
    ['a missing folder', () => lab.path('absent')],
    ['a bare repository', () => lab.server()],
    ['the inside of .git', () => join(lab.clone(lab.server()), '.git')],
  ])('openRepository rejects %s with a remedy', async (_name, make) => {
    const folder = make()
    const error = await refusal(open(folder))
    expect(error.exitCode).toBe(2)
    expect(error.text).toContain(folder)
  })

  test('openRepository rejects a repository without a commit', async () => {
    const folder = lab.path('empty')
    git(lab.folder, 'init', '--quiet', folder)
    const error = await refusal(open(folder))
    expect(error.details).toMatchObject({ key: 'working-directory', value: folder })
    expect(error.text).toMatch(/no commit/)
  })

  test('openRepository names safe.directory for a repository of another user', async () => {
    const clone = lab.clone(lab.server())
    // Git's tests use this variable for the same check.
    const error = await refusal(openRepository(clone, { env: { ...ENV, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }))
    expect(error.text).toMatch(/another user.*safe\.directory/)
    expect(error.text).toContain(clone)
  })

  test('the variables that Git sets for hooks do not change the repository', async () => {
    const [mine, other] = [lab.clone(lab.server()), lab.clone(lab.server())]
    commitAll(other, 'elsewhere')
    const env = {
      ...ENV,
      GIT_DIR: join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, '.git/index'),
      GIT_PREFIX: 'x/',
    }
    const repository = await openRepository(mine, { env })
    expect(repository.root).toBe(realpathSync(mine))
    expect(await repository.head()).toBe(head(mine))
  })

  test('a cancellation ends a running git and starts no other', async () => {
    const clone = lab.clone(lab.server())
    const controller = new AbortController()
    const repository = await open(clone, { signal: controller.signal, backoff: 60_000 })
    git(clone, 'remote', 'set-url', 'origin', `git://127.0.0.1:${await freePort()}/x`)
    const waiting = expect(repository.ensureCommit('1'.repeat(40))).rejects.toThrow(CancelledError)
    setTimeout(() => controller.abort(), 300)
    await waiting
    await expect(repository.head()).rejects.toThrow(CancelledError)
  })

  test('an unexpected exit code of git is an error with its message, without credentials', async () => {
    const clone = lab.clone(lab.server())
    const host = recordingHost()
    host.mask('hunter2hunter2')
    const repository = await open(clone, { host })
    write(clone, { '.git/index': 'not an index hunter2hunter2 https://user:token@host/x' })
    const error: unknown = await repository.uncommitted().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(/git status.*exit code 128.*index/)
    git(clone, 'remote', 'set-url', 'origin', 'https://user:hunter2hunter2@127.0.0.1:1/x.git')
    const words: unknown = await repository.remoteRefs('origin', ['refs/heads/main']).catch((thrown: unknown) => thrown)
    expect(String(words)).toMatch(/127\.0\.0\.1/)
    expect(String(words) + host.lines.join('\n')).not.toMatch(/hunter2|user:/)
  })
})
