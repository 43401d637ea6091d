import { afterAll, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { cleanUp, tinyProject } from '../support/project.js'
import { startAction } from '../support/runner.js'

afterAll(cleanUp)

const CANARY = `canary${process.pid}of${Date.now()}`
/** Searches the first environment of every process, and asks the ancestors of the shell for Node's debugger. */
const SPY = `
import os, signal, socket, time
canary = "canary" + "${CANARY.slice('canary'.length)}"
found, asked, pid = [], [], os.getppid()
for each in filter(str.isdigit, os.listdir("/proc")):
    try:
        text = open(f"/proc/{each}/environ", "rb").read().decode(errors="replace")
    except OSError:
        continue
    if canary in text:
        found.append(open(f"/proc/{each}/cmdline").read().replace("\\0", " "))
while pid > 1:
    command = open(f"/proc/{pid}/cmdline").read()
    if "action.js" in command:
        asked.append(pid)
        os.kill(pid, signal.SIGUSR1)
    pid = int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])
time.sleep(0.5)
listening = {line.split()[1] for line in open("/proc/net/tcp") if line.split()[3] == "0A"}
print("SPY", len(asked), found, "0100007F:240D" in listening)
`

test('code of a job finds no credential of the action in the environment of a process, and starts no debugger', async () => {
  const clone = await tinyProject({ 'spy.py': SPY })
  const sha = await clone.head()
  const { code, stdout } = await startAction({
    directory: clone.directory,
    env: clone.env,
    apiUrl: 'http://127.0.0.1:9',
    event: {
      name: 'pull_request',
      payload: {
        action: 'opened',
        pull_request: {
          number: 1,
          head: { sha, ref: 'change', repo: { full_name: 'fork/tiny' } },
          base: { sha, ref: 'main', repo: { full_name: 'team/digits' } },
        },
      },
    },
    variables: {
      GITHUB_REF: 'refs/pull/1/merge',
      GITHUB_SHA: sha,
      ACTIONS_RUNTIME_TOKEN: `${CANARY}-runtime`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: `${CANARY}-oidc`,
      // A cache service that does not answer: its worker gets the token too.
      ACTIONS_CACHE_URL: 'http://127.0.0.1:9/',
      MLFLOW_TRACKING_PASSWORD: `${CANARY}-mlflow`,
    },
    inputs: {
      mode: 'validate',
      token: `${CANARY}-token`,
      'model-path': `${CANARY}-with-a-hyphen`,
      checks: `spy: ${lab.pythonBin('dvc')} spy.py`,
      evaluate: 'none',
      comment: 'none',
    },
  })
  expect([code, /^SPY .*$/m.exec(stdout)?.[0]]).toEqual([0, 'SPY 1 [] False'])
})
