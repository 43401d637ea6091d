import { basename, dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type GitHttpServer, startGitHttp } from '../support/git-http.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { actHere } from '../support/runner.js'

const LABELS = 'id,label\n1,cat\n2,dog\n'
const TOKEN = 'token-of-the-data-repository'
let server: GitHttpServer | undefined
let alice: Clone
afterAll(async () => {
  await server?.stop()
  await cleanUp()
})
beforeAll(async () => {
  const source = await tinyProject()
  await source.write('labels.csv', LABELS)
  await source.dvc('add', '-q', 'labels.csv')
  await source.dvc('push', '-q')
  await source.commit('Labels')
  server = await startGitHttp(dirname(source.origin), TOKEN)
  alice = await tinyProject()
  const md5 = /md5: (\S+)/.exec(await source.read('labels.csv.dvc'))?.[1] ?? ''
  await alice.write(
    'labels.csv.dvc',
    `frozen: true
deps:
- path: labels.csv
  repo:
    url: http://${server.host}/${basename(source.origin)}
    rev_lock: ${await source.head()}
outs:
- md5: ${md5}
  size: ${LABELS.length}
  hash: md5
  path: labels.csv
`,
  )
  await alice.write('.gitignore', '/labels.csv\n')
  await alice.commit('An import from a private repository')
})

test('an import from a private repository arrives with a token, which only its host gets and no file has', async () => {
  const clone = await alice.clone()
  const head = await clone.head()
  const { code, report, stdout } = await actHere({
    directory: clone.directory,
    env: clone.env,
    apiUrl: 'http://127.0.0.1:9',
    event: { name: 'push', payload: { ref: 'refs/heads/main', before: head, after: head } },
    variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: head },
    inputs: { mode: 'validate', 'import-token': `example.org=another-token\n${server?.host ?? ''}=reader:${TOKEN}` },
  })
  const shown = stdout.split('\n').filter((line) => line.includes(TOKEN) && !line.startsWith('::add-mask::'))
  expect([code, report.conclusion, shown]).toEqual([0, 'success', []])
  expect(await clone.read('labels.csv')).toBe(LABELS)
  expect([...(server?.given ?? [])]).toEqual([`Basic ${Buffer.from(`reader:${TOKEN}`).toString('base64')}`])
  await expect(clone.git('grep', '--no-index', '-r', '-l', '-e', TOKEN, '--', '.')).rejects.toThrow()
})

test('without a token, the message about the import names the input', async () => {
  const { code, report } = await (await alice.clone()).here(['validate'], { GIT_TERMINAL_PROMPT: '0' })
  expect([code, report.error]).toEqual([
    3,
    expect.objectContaining({
      id: 'import-failed',
      value: 'labels.csv',
      message: expect.stringContaining(
        `the import labels.csv could not be downloaded from http://${server?.host ?? ''}/`,
      ) as unknown,
      remedy: expect.stringContaining(
        'needs a token in `import-token` (on the command line: the variable DVC_CI_IMPORT_TOKEN), as HOST=TOKEN.',
      ) as unknown,
    }),
  ])
})
