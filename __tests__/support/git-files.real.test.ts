import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { git, hook, Lab, write } from '../git/lab.js'
import { deliver, refIn } from './git-files.js'

const lab = new Lab()
afterAll(() => lab.close())

/** A clone with a commit that its server lacks, and a copy of the server. */
function ahead(): { work: string; server: string; copy: string } {
  const server = lab.server({ 'a.txt': 'a', 'sub/b.txt': 'b' })
  const work = lab.clone(server)
  write(work, { 'sub/b.txt': 'other', 'c.txt': 'c' })
  git(work, 'add', '--all')
  git(work, 'commit', '--quiet', '--message', 'one')
  git(work, 'commit', '--quiet', '--allow-empty', '--message', 'two')
  // The object of a file that no commit has, and of a commit that was replaced.
  write(work, { 'd.txt': 'd' })
  git(work, 'hash-object', '-w', 'd.txt')
  git(work, 'commit', '--quiet', '--amend', '--allow-empty', '--message', 'three')
  const copy = lab.path('copy.git')
  cpSync(server, copy, { recursive: true })
  return { work, server, copy }
}

const objectsIn = (server: string) => readdirSync(join(server, 'objects'), { recursive: true }).map(String).sort()
const refsIn = (server: string) => git(lab.folder, 'ls-remote', server)

test('a delivery leaves the server and the clone as a push does, with no object more', () => {
  for (const branch of ['main', 'topic/new']) {
    const { work, server, copy } = ahead()
    const other = lab.path('other')
    cpSync(work, other, { recursive: true })
    git(other, 'remote', 'set-url', 'origin', `file://${copy}`)
    git(other, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
    expect(deliver(work, server, branch)).toBe(true)
    expect([objectsIn(server), refsIn(server)]).toEqual([objectsIn(copy), refsIn(copy)])
    expect(git(server, 'fsck', '--strict', '--no-dangling')).toBe('')
    expect(git(work, 'for-each-ref')).toBe(git(other, 'for-each-ref'))
    expect(refIn(server, `refs/heads/${branch}`)).toBe(git(work, 'rev-parse', 'HEAD'))
    expect(deliver(work, server, branch)).toBe(true)
  }
})

test('a delivery is left to Git where a push may do more or fail, and changes nothing', () => {
  const cases: Record<string, (server: string, work: string) => void> = {
    'a hook of the server': (server) => hook(server, 'pre-receive', 'exit 1'),
    'a hook of the clone': (_, work) => hook(join(work, '.git'), 'pre-push', 'exit 1'),
    'a setting of the server': (server) => git(server, 'config', 'receive.denyNonFastForwards', 'true'),
    'a setting of the clone': (_, work) => git(work, 'config', 'push.default', 'nothing'),
    'a server with another address': (_, work) => git(work, 'remote', 'set-url', 'origin', 'https://example.org/x.git'),
    'an address for pushes': (_, work) => git(work, 'config', 'remote.origin.pushurl', '/elsewhere'),
    'a branch that moved back': (server, work) => {
      deliver(work, server, 'main')
      git(work, 'reset', '--quiet', '--hard', 'HEAD~1')
    },
    'a branch of another history': (server) => {
      const commit = git(server, 'commit-tree', '-m', 'rival', '-p', 'main', 'main^{tree}')
      git(server, 'update-ref', 'refs/heads/main', commit)
    },
    'packed refs': (server) => git(server, 'pack-refs', '--all'),
    'packed objects': (_, work) => git(work, 'repack', '-a', '-d', '--quiet'),
    'a worktree': (_, work) => git(work, 'config', 'extensions.worktreeConfig', 'true'),
    'a branch in the place of a folder': (server) => {
      const commit = git(server, 'rev-parse', 'main')
      git(server, 'update-ref', '-d', 'refs/heads/main')
      git(server, 'update-ref', 'refs/heads/main/sub', commit)
    },
  }
  const delivered = Object.entries(cases).flatMap(([name, make]) => {
    const { work, server } = ahead()
    make(server, work)
    const before = [objectsIn(server), refsIn(server), git(work, 'for-each-ref')]
    const isDelivered = deliver(work, server, 'main')
    expect([objectsIn(server), refsIn(server), git(work, 'for-each-ref')]).toEqual(before)
    return isDelivered ? [name] : []
  })
  expect(delivered).toEqual([])
})

test('a delivery by force moves a branch to another history', () => {
  const { work, server } = ahead()
  git(server, 'update-ref', 'refs/heads/main', git(server, 'commit-tree', '-m', 'rival', 'main^{tree}'))
  expect(deliver(work, server, 'main', { force: true })).toBe(true)
  expect(git(server, 'rev-parse', 'main')).toBe(git(work, 'rev-parse', 'HEAD'))
})
