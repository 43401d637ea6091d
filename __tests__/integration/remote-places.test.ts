import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { actHere, type Ran } from '../support/runner.js'

let clone: Clone
let base: string
let server: Server
let url: string
/** The credentials that the server got. */
const sent: (string | undefined)[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    sent.push(request.headers.authorization)
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  clone = await tinyProject()
  base = await clone.head()
})
afterAll(async () => {
  server.close()
  await cleanUp()
})

/** Validates HEAD as a pull request of this repository, with a password for the remote. */
async function validate(baseSha: string, variables: Record<string, string> = {}, mode = 'validate'): Promise<Ran> {
  const sha = await clone.head()
  sent.length = 0
  return actHere({
    directory: clone.directory,
    env: clone.env,
    apiUrl: 'http://127.0.0.1:9',
    event: {
      name: 'pull_request',
      payload: {
        action: 'synchronize',
        pull_request: {
          number: 1,
          head: { sha, ref: 'change', repo: { full_name: 'team/digits' } },
          base: { sha: baseSha, ref: 'main', repo: { full_name: 'team/digits' } },
        },
      },
    },
    variables: { GITHUB_REF: 'refs/pull/1/merge', GITHUB_SHA: sha, ...variables },
    inputs: { mode, 'remote-config': 'server.password=sesame-1234', evaluate: 'none', comment: 'none' },
  })
}

const SERVER = () => `['remote "server"']\n    url = ${url}/d\n    auth = basic\n    user = u\n`

test('a pull request gets a credential sent to a new place only after the base accepts the place', async () => {
  const config = await clone.read('.dvc/config')
  // DVC takes an indented header and an upper case name too.
  await clone.write('.dvc/config', `${config.replace(/remote = \S+/, 'remote = server')}${SERVER()}`)
  await clone.commit('Move the remote', { push: false })
  const refused = await validate(base)
  expect([refused.code, refused.report.error?.id, sent]).toEqual([1, 'remote-not-accepted', []])
  const place = `${url} auth=basic`
  expect(refused.report.error).toMatchObject({ key: 'remote.server', value: place })
  expect(refused.report.message).toContain('`password` of `remote-config` would go there')
  expect(refused.stdout).toMatch(/::error title=remote-not-accepted,file=\.dvc\/config,line=\d+::/)
  await clone.write('dvc-ci.yaml', `accepted-remotes: [${JSON.stringify(place)}]\n`)
  const own = await clone.commit('Accept it in the change itself', { push: false })
  expect((await validate(base)).report.error?.id).toBe('remote-not-accepted')
  await clone.git('checkout', '-q', '--detach', base)
  await clone.git('checkout', '-q', own, '--', 'dvc-ci.yaml')
  const accepting = await clone.commit('Accept it on main', { push: false })
  await clone.git('checkout', '-q', own)
  const passed = await validate(accepting)
  expect(passed.report.error?.id).toBe('remote-data-missing')
  expect(sent).toContain(`Basic ${Buffer.from('u:sesame-1234').toString('base64')}`)
})

test('dvc-ci.yaml, a committed config.local and a new source are judged too', async () => {
  await clone.git('checkout', '-q', '--detach', base)
  await clone.write('dvc-ci.yaml', `mlflow: { tracking-uri: "${url}" }\n`)
  await clone.commit('Move MLflow', { push: false })
  const tracked = await validate(base, { MLFLOW_TRACKING_TOKEN: 'sesame-9012' })
  expect([tracked.code, tracked.report.error?.id, sent]).toEqual([1, 'remote-not-accepted', []])
  expect(tracked.report.error).toMatchObject({ key: 'tracking-uri', value: url })
  await clone.git('checkout', '-q', '--detach', base)
  await clone.write('.dvc/config.local', `[core]\n    remote = server\n${SERVER()}`)
  await clone.git('add', '--force', '.dvc/config.local')
  await clone.commit('Hide it', { push: false })
  const hidden = await validate(base)
  expect([hidden.code, hidden.report.error?.id, sent]).toEqual([1, 'remote-not-accepted', []])
  await clone.git('checkout', '-q', '--detach', base)
  await clone.write(
    'import.csv.dvc',
    `deps:\n- path: s3://elsewhere/x.csv\n  fs_config:\n    endpointurl: ${url}\nouts:\n- path: import.csv\n  hash: md5\n`,
  )
  await clone.commit('Import', { push: false })
  const imported = await validate(base, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'sesame-5678' })
  expect([imported.code, imported.report.error?.id, sent]).toEqual([1, 'remote-not-accepted', []])
  expect(imported.report.message).toContain('import.csv.dvc names s3://elsewhere')
  await clone.git('checkout', '-q', '--detach', base)
  await clone.write(
    'import.csv.dvc',
    `deps:\n- path: x.csv\n  repo:\n    url: ${url}/other.git\n    rev_lock: ${base}\nouts:\n- path: import.csv\n  hash: md5\n`,
  )
  await clone.commit('Import from a repository', { push: false })
  const opened = await validate(base, { 'INPUT_IMPORT-TOKEN': `${new URL(url).host}=sesame-9012` })
  expect([opened.code, opened.report.error?.id, sent]).toEqual([1, 'remote-not-accepted', []])
  expect(opened.report.message).toContain(`import.csv.dvc imports from ${url}/other.git`)
})

test('key and file of dvc-lock are those of the base, in every mode and behind a link of the change', async () => {
  const hash = `--hash=sha256:${'a'.repeat(64)}`
  const own = `dvc==3.67.1 ${hash}\nevil==1.0 ${hash}\n`
  await clone.git('checkout', '-q', '--detach', base)
  await clone.write('dvc-ci.yaml', 'dvc-lock: ci/dvc.txt\n')
  const setting = await clone.commit('Set it on main', { push: false })
  const missing = await validate(setting)
  expect([missing.code, missing.report.error?.id]).toEqual([2, 'dvc-lock-invalid'])
  expect(missing.report.message).toContain('ci/dvc.txt cannot be read')
  await clone.write('ci/dvc.txt', own)
  await clone.commit('Add the file', { push: false })
  const added = await validate(setting)
  expect([added.code, added.report.error?.id]).toEqual([1, 'dvc-lock-not-accepted'])

  await clone.git('checkout', '-q', '--detach', setting)
  // No run installs it, so the error shows that it was read.
  await clone.write('ci/dvc.txt', 'dvc==3.67.1\n')
  const official = await clone.commit('Add the file on main', { push: false })
  const ofBase = [2, 'dvc-lock-invalid', expect.stringContaining('ci/dvc.txt has no valid hash of dvc 3.67.1')]
  const judged = async (words = 'alters ci/dvc.txt', mode = 'validate') => {
    const { code, report, stdout } = await validate(official, {}, mode)
    expect(stdout).toContain(`the change ${words}. This run installs the DVC of the base`)
    return [code, report.error?.id, report.message]
  }
  await clone.write('ci/dvc.txt', own)
  await clone.commit('Alter it', { push: false })
  expect(await judged()).toEqual(ofBase)
  for (const mode of ['lint', 'doctor']) expect(await judged('alters ci/dvc.txt', mode)).toEqual(ofBase)
  await clone.git('rm', '-q', '-r', 'ci')
  await clone.write('evil/dvc.txt', own)
  await symlink('evil', clone.path('ci'))
  await clone.commit('Put a link in its place', { push: false })
  expect(await judged()).toEqual(ofBase)

  // The key is the base's too: a change cannot remove it, name another file, or delete the file.
  await clone.git('checkout', '-q', '--detach', official)
  await clone.write('own.txt', own)
  await clone.write('dvc-ci.yaml', 'dvc-lock: own.txt\n')
  await clone.commit('Name another file', { push: false })
  expect(await judged('names another file than ci/dvc.txt')).toEqual(ofBase)
  await clone.git('rm', '-q', '-r', 'dvc-ci.yaml', 'ci')
  await clone.commit('Remove the key and the file', { push: false })
  for (const mode of ['validate', 'lint'])
    expect(await judged('removes the key, which is ci/dvc.txt', mode)).toEqual(ofBase)
})
