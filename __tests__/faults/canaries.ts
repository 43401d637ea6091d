import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lab } from '../../scripts/lab/paths.mjs'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type MlflowServer, startMlflow } from '../support/mlflow.js'
import { type Clone, TINY, tinyProject } from '../support/project.js'
import { startAction } from '../support/runner.js'
import { type Attack, Broken, hold } from './attack.js'

const execute = promisify(execFile)

/** Variables that hold credentials, as other programs name them. */
const VARIABLES = [
  'PGPASSWORD',
  'MYSQL_PWD',
  'GH_PAT',
  'DJANGO_SECRET_KEY',
  'KAGGLE_KEY',
  'SMTP_PASS',
  'SLACK_WEBHOOK_URL',
  'GCP_SA_JSON',
  'TEAM_API_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AZURE_STORAGE_CONNECTION_STRING',
  'MLFLOW_TRACKING_PASSWORD',
]

/** Prints every value in every form in which programs print one. The values come from a file, as if they were known. */
const PRINTER = `
import base64, json, os, sys, time, urllib.parse
values = json.load(open(os.environ["CANARIES"]))
out = lambda text: (sys.stdout.write(text), sys.stdout.flush())
for value in values:
    data = value.encode()
    forms = [value, urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value),
             urllib.parse.quote(value, safe="").lower(), json.dumps(value), json.dumps(value, ensure_ascii=False),
             json.dumps(value).replace("/", "\\\\/"), "https://user:" + urllib.parse.quote(value, safe="") + "@host.example/x"]
    forms += [encode(b"u:x"[:offset] + data).decode() for offset in range(4) for encode in (base64.b64encode, base64.urlsafe_b64encode)]
    for form in forms:
        out(form + "\\n")
        sys.stderr.write("error: " + form + "\\n")
        half = len(form) // 2
        out(form[:half]); time.sleep(0.002); out(form[half:] + "\\n")
        out("x" * 3990 + form + "x" * 200 + "\\n")
    out("::error title=" + value.replace("\\n", " ") + "::" + value + "\\n")
    out("\\x1b[31m" + value + "\\x1b[0m\\n")
print("the printer is done", flush=True)
if os.environ.get("FAIL"):
    sys.exit("it failed with " + values[0])
`

interface Canary {
  source: string
  value: string
  /** The part that each plain form has. */
  core: string
}

/** The stand-in for GitHub knows its own tokens only. */
const TOKEN: Canary = { source: 'input token', value: 'ghs_workflow', core: 'ghs_workflow' }

/** A value with characters that each encoding writes in its own way. */
function canary(source: string, index: number): Canary {
  const core = `c4nary${randomBytes(8).toString('hex')}`
  const around = ["it's/", 'a+b=', 'p@ss:', 'ü "q"', 'a b&c', '%41', '<x>', '~*()!'][index % 8] ?? ''
  return { source, core, value: `${around}${core}/${around}` }
}

/** The longest parts of base64 that depend on nothing but the core. */
function traces({ core }: Canary): string[] {
  const encoded = [0, 1, 2].map((offset) => {
    const all = Buffer.concat([Buffer.alloc(offset), Buffer.from(core)]).toString('base64')
    return all.slice([0, 2, 3][offset], Math.floor(((offset + core.length) * 8) / 6))
  })
  return [core, ...encoded]
}

interface Sinks {
  [name: string]: string
}

/** One run whose sinks are searched. */
interface Scene {
  name: string
  run: (stage: Stage) => Promise<Sinks>
}

interface Stage {
  github: StandIn
  mlflow: () => Promise<MlflowServer>
  canaries: Canary[]
}

const WRONG = 'settings that are wrong'
const SCENES: readonly Scene[] = [
  { name: 'a validation that passes', run: (stage) => validation(stage, {}) },
  { name: 'a validation whose check and evaluation fail', run: (stage) => validation(stage, { FAIL: '1' }) },
  { name: 'a build with MLflow and a deployment', run: (stage) => build(stage, {}) },
  { name: 'a build whose stage fails', run: (stage) => build(stage, { FAIL: '1' }) },
  { name: WRONG, run: wrongSettings },
  { name: 'a metrics file that Git keeps, with a value in it', run: (stage) => build(stage, { METRIC: '1' }) },
]

/**
 * Puts canaries into inputs and variables, lets checks, stages, an evaluation and a deployment print them in every form,
 * and searches the log, the summary, outputs, the report, the page, comments, MLflow and all objects of Git.
 */
export const canaries: Attack = {
  name: 'canaries',
  promises: [6],
  parts: ['dvc', 'mlflow'],
  count: SCENES.length,
  open: () => {
    let mlflow: MlflowServer | undefined
    return Promise.resolve({
      async attempt(index) {
        const scene = SCENES[index % SCENES.length]
        if (scene === undefined) throw new Error('no scene')
        const github = await startGitHub()
        try {
          const made = [TOKEN, ...['input remote-config', ...VARIABLES].map(canary)]
          const sinks = await scene.run({
            github,
            canaries: made,
            mlflow: async () => (mlflow ??= await startMlflow()),
          })
          return search(scene.name, made, sinks)
        } finally {
          await github.stop()
        }
      },
      close: async () => {
        await mlflow?.stop()
      },
    })
  },
}

function search(scene: string, made: readonly Canary[], sinks: Sinks): string[] {
  hold(
    scene === WRONG || /\*\*\*[^]*the printer is done/.test(sinks['log'] ?? ''),
    `${scene}: nothing was printed`,
    sinks['log']?.slice(-3_000),
  )
  const hits = Object.entries(sinks).flatMap(([sink, text]) =>
    made.flatMap((each) =>
      traces(each)
        .filter((trace) => text.includes(trace))
        .map((trace) => `${each.source} in ${sink}: …${excerpt(text, trace)}…`),
    ),
  )
  hold(hits.length === 0, `${scene}: ${hits.length} hits`, hits.slice(0, 20).join('\n'))
  return Object.keys(sinks).flatMap((sink) => made.map(({ source }) => `${scene}: ${source} is not in ${sink}`))
}

function excerpt(text: string, part: string): string {
  const at = text.indexOf(part)
  return JSON.stringify(text.slice(Math.max(0, at - 120), at + part.length + 30))
}

/** The tiny project, whose commands print the canaries. */
async function project(stage: Stage, stagePrints: boolean): Promise<{ clone: Clone; env: NodeJS.ProcessEnv }> {
  const print = `${lab.pythonBin('dvc')} printer.py`
  const clone = await tinyProject({
    'printer.py': PRINTER,
    ...(stagePrints
      ? {
          'src/prepare.sh': `[ -z "$CANARIES" ] || ${print}\n${TINY['src/prepare.sh'] ?? ''}`,
          'src/evaluate.sh': `${TINY['src/evaluate.sh'] ?? ''}[ -z "$METRIC" ] || printf '{"accuracy": 0.9, "%s": 1}' "$(${lab.pythonBin('dvc')} -c 'import json,os;print(json.load(open(os.environ["CANARIES"]))[2].replace(chr(34),""),end="")')" > metrics.json\n`,
          'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n`,
        }
      : {}),
  })
  // A remote that no data is in, so that its password is an input without a use.
  const spare = `['remote "spare"']\n    url = http://127.0.0.1:9/x\n`
  await clone.write('.dvc/config', `${await clone.read('.dvc/config')}${spare}`)
  await clone.commit('A second remote')
  const file = join(clone.directory, '..', 'values.json')
  await writeFile(file, JSON.stringify(stage.canaries.map(({ value }) => value)))
  return { clone, env: { CANARIES: file } }
}

function secretsOf(stage: Stage): { variables: NodeJS.ProcessEnv; inputs: Record<string, string> } {
  const [, remote, ...rest] = stage.canaries
  return {
    variables: Object.fromEntries(rest.map(({ source, value }) => [source, value])),
    inputs: {
      token: TOKEN.value,
      'remote-config': `spare.password=${remote?.value ?? ''}`,
    },
  }
}

async function validation(stage: Stage, more: NodeJS.ProcessEnv): Promise<Sinks> {
  const { clone, env } = await project(stage, false)
  const print = `${lab.pythonBin('dvc')} printer.py`
  await clone.write(
    'dvc-ci.yaml',
    `checks:\n  first: ${print}\n  second: ${print} 1>&2\nvalidate:\n  evaluate: { command: "${print}", metrics: metrics.json }\n`,
  )
  await clone.commit('Settings')
  await clone.git('switch', '-qc', 'change')
  await clone.write('README.md', 'Read me\n')
  const sha = await clone.commit('Change')
  await stage.github.commit('change', { 'README.md': 'Read me' })
  const number = await stage.github.openPull('change')
  const repo = { full_name: REPOSITORY }
  return act(
    stage,
    clone,
    { ...env, ...more },
    'pull_request',
    {
      pull_request: {
        number,
        head: { sha, ref: 'change', repo },
        base: { sha: await clone.git('rev-parse', 'origin/main'), ref: 'main', repo },
      },
    },
    { mode: 'validate', setup: print },
    number,
  )
}

async function build(stage: Stage, more: NodeJS.ProcessEnv): Promise<Sinks> {
  const { clone, env } = await project(stage, true)
  await clone.edit('params.yaml', 'b: 5', 'b: 6')
  await clone.commit('Another b')
  stage.github.git.origin = clone.origin
  const mlflow = await stage.mlflow()
  const sinks = await act(
    stage,
    clone,
    { ...env, ...more, MLFLOW_TRACKING_URI: mlflow.url, MLFLOW_DISABLE_TELEMETRY: 'true' },
    'push',
    { ref: 'refs/heads/main' },
    {
      mode: 'rebuild',
      setup: 'none',
      tag: 'v{n}',
      environment: 'production',
      'deploy-command': `${lab.pythonBin('dvc')} printer.py`,
      experiment: 'canaries',
    },
  )
  return {
    ...sinks,
    MLflow: JSON.stringify(
      await mlflow.api('GET', 'experiments/get-by-name?experiment_name=canaries').then(
        async ({ experiment }) =>
          mlflow.api('POST', 'runs/search', {
            experiment_ids: [(experiment as { experiment_id: string }).experiment_id],
          }),
        () => ({}),
      ),
    ),
    deployments: JSON.stringify(stage.github.extras.deployments),
  }
}

async function wrongSettings(stage: Stage): Promise<Sinks> {
  const { clone, env } = await project(stage, false)
  const [first, second] = stage.canaries.slice(2)
  return act(
    stage,
    clone,
    env,
    'push',
    { ref: 'refs/heads/main' },
    {
      mode: 'validate',
      setup: 'none',
      thresholds: `accuracy: { min: "${first?.value.replaceAll('"', '') ?? ''}" }`,
      baseline: second?.value ?? '',
    },
  )
}

/** Runs the action. @returns every text that leaves it */
async function act(
  stage: Stage,
  clone: Clone,
  env: NodeJS.ProcessEnv,
  name: string,
  payload: object,
  inputs: Record<string, string>,
  pull?: number,
): Promise<Sinks> {
  const { variables, inputs: secret } = secretsOf(stage)
  const folder = join(clone.directory, '..', 'sinks')
  await mkdir(folder)
  const sha = await clone.head()
  const ran = await startAction({
    directory: clone.directory,
    env: { ...clone.env, ...env },
    apiUrl: stage.github.url,
    event: { name, payload },
    variables: {
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, value ?? ''])),
      GITHUB_REF: name === 'push' ? 'refs/heads/main' : `refs/pull/${pull ?? 1}/merge`,
      GITHUB_SHA: sha,
      GITHUB_RUN_ID: '9',
      RUNNER_TEMP: folder,
    },
    inputs: { ...secret, page: join(folder, 'page.html'), ...inputs },
  }).catch((error: unknown) => {
    throw new Broken(`the action left no report: ${String(error)}`)
  })
  const { stdout } = await execute('git', ['--git-dir', clone.origin, 'cat-file', '--batch', '--batch-all-objects'], {
    encoding: 'latin1',
    maxBuffer: 64 * 1024 * 1024,
  })
  return {
    // The runner itself takes the values of its masks from such lines, and shows none of them.
    log: ran.stdout
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n'),
    summary: ran.summary,
    report: JSON.stringify(ran.report),
    files: (
      await Promise.all((await readdir(folder)).map((each) => readFile(join(folder, each), 'utf8').catch(() => '')))
    ).join('\n'),
    Git: stdout,
    comments: pull === undefined ? '' : JSON.stringify(await stage.github.comments(pull)),
    requests: JSON.stringify(stage.github.requests),
  }
}
