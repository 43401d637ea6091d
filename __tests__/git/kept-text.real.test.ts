import { git, Lab, open } from './lab.js'

const lab = new Lab()
afterAll(() => lab.close())

const FOLDER = 'dvc-ci/texts'

test('a text is kept on the server without a commit or a local ref, and another clone reads it, a shallow one too', async () => {
  const server = lab.server({ 'a.txt': 'a' })
  const writer = lab.clone(server)
  const repository = await open(writer)
  const blob = repository.storeText('numpy 2.1.0\n')
  expect(repository.storeText('numpy 2.1.0\n')).toBe(blob)
  // The clone of a run that publishes nothing gets no object.
  expect(() => git(writer, 'cat-file', '-e', blob)).toThrow()
  expect(await repository.keptText(FOLDER, blob)).toBe('numpy 2.1.0\n')
  const reader = await open(lab.clone(server))
  expect(await reader.keptText(FOLDER, blob)).toBeUndefined()

  expect(await repository.keepText('origin', FOLDER, blob)).toEqual({ kind: 'pushed' })
  // The same text again changes nothing.
  expect(await repository.keepText('origin', FOLDER, blob)).toEqual({ kind: 'pushed' })
  expect(git(server, 'for-each-ref', '--format=%(refname) %(objecttype)', 'refs/dvc-ci')).toBe(
    `refs/${FOLDER}/${blob} blob`,
  )
  git(server, 'gc', '--quiet', '--prune=now')
  for (const clone of [lab.clone(server), lab.clone(server, '--depth=1', '--no-local')]) {
    expect(await (await open(clone)).keptText(FOLDER, blob)).toBe('numpy 2.1.0\n')
    expect(git(clone, 'for-each-ref', 'refs/dvc-ci')).toBe('')
  }
})

test('a server that does not answer, and a clone without one, have no text', async () => {
  const clone = lab.clone(lab.server({ 'a.txt': 'a' }))
  const absent = 'a'.repeat(40)
  git(clone, 'remote', 'set-url', 'origin', '/nowhere/at/all')
  expect(await (await open(clone)).keptText(FOLDER, absent)).toBeUndefined()
  git(clone, 'remote', 'remove', 'origin')
  expect(await (await open(clone)).keptText(FOLDER, absent)).toBeUndefined()
})
