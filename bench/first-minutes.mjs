import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { parsePipConfig } from '../scripts/lab/environment.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { startS3 } from '../scripts/lab/s3.mjs'
import { CLI, inFolder, median, timed } from './measure.mjs'
import { digitsInBucket } from './projects.mjs'
import { row } from './table.mjs'
import { VALIDATE_SCRIPT } from './works.mjs'

const run = promisify(execFile)
const COLD = 0.35
const KEPT = 0.2

/** What a workflow with setup-dvc runs: it has no cache. */
const THEIR_SCRIPT = `set -e
pip install --quiet 'dvc[s3]==${lab.versions.dvc}'
pip install --quiet -r requirements.txt
${VALIDATE_SCRIPT}`

/**
 * From a runner that has Git, Node and a Python with pip, and no DVC, no package and no cache, to the verdict. Our
 * second figure is that of a runner to which GitHub's cache has restored the folder of our tools.
 */
export const firstMinutes = {
  name: 'from an empty runner to the verdict, digits, S3 server on loopback',
  async rows(rounds) {
    const [theirs, cold, kept] = [[], [], []]
    // All run in turns, so that other load of the machine and of the package index affects all.
    for (let round = 0; round < rounds; round++) {
      const first = await ours()
      cold.push(first.cold)
      kept.push(first.kept)
      theirs.push(await script())
    }
    const [byHand, fromNothing, fromTools] = [theirs, cold, kept].map(median)
    return [
      row(firstMinutes.name, byHand, fromNothing, COLD),
      row('the same with the installed DVC and packages of an earlier run', byHand, fromTools, KEPT),
    ]
  },
}

const ours = () =>
  onRunner(async ({ clone, env, again }) => {
    const validate = [process.execPath, CLI, 'validate', '--checks', '{}']
    const { seconds: cold } = await timed(validate, { cwd: await clone('first'), env })
    const { seconds: kept } = await timed(validate, { cwd: await clone('second'), env: again })
    return { cold, kept }
  })

const script = () =>
  onRunner(async ({ clone, env }) => {
    const { seconds } = await timed(['bash', '-c', THEIR_SCRIPT], { cwd: await clone('first'), env })
    return seconds
  })

/** A runner of its own: an S3 server with the data, a Python with pip, an empty HOME. `again` keeps the tools of `env` alone. */
function onRunner(work) {
  return inFolder(async (directory) => {
    const s3 = await startS3(join(directory, 's3'), 'official')
    try {
      const { origin } = await digitsInBucket(join(directory, 'project'), 's3://official/dvc', s3)
      const python = join(directory, 'python')
      await run(await basePython(), ['-m', 'venv', python])
      const variables = {
        ...(await emptyRunner(join(python, 'bin'))),
        AWS_ACCESS_KEY_ID: s3.accessKey,
        AWS_SECRET_ACCESS_KEY: s3.secretKey,
      }
      const machine = async (name) => {
        const home = join(directory, name)
        await mkdir(home)
        return {
          ...variables,
          HOME: home,
          RUNNER_TOOL_CACHE: join(directory, 'tools'),
          DVC_SITE_CACHE_DIR: join(home, 'site-cache'),
        }
      }
      const clone = async (name) => {
        const place = join(directory, `clone-${name}`)
        await run('git', ['clone', '-q', origin, place], { env: variables })
        return place
      }
      return await work({ clone, env: await machine('home'), again: await machine('home-again') })
    } finally {
      await s3.stop()
    }
  })
}

/** The Python that made the lab: that of the environment is no base of another one's speed. */
async function basePython() {
  const settings = await readFile(join(dirname(dirname(lab.pythonBin('uv'))), 'pyvenv.cfg'), 'utf8')
  return /^executable = (.+)$/m.exec(settings)?.[1] ?? lab.pythonBin('uv')
}

/** Programs of the system, Node and a Python; the package index is the machine's, also where its HOME names it. */
async function emptyRunner(python) {
  // Python writes its byte code, as on a runner.
  const { VIRTUAL_ENV: _, PYTHONDONTWRITEBYTECODE: __, ...env } = digitsEnvironment()
  const settings = parsePipConfig((await run(lab.pythonBin('uv'), ['-m', 'pip', 'config', 'list'])).stdout)
  const pip = Object.entries(settings)
    .filter(([key]) => !/^(cache-dir|user|target|prefix|require-virtualenv)$/.test(key))
    .map(([key, value]) => [`PIP_${key.toUpperCase().replaceAll('-', '_')}`, value])
  return {
    ...Object.fromEntries(
      Object.entries(env).filter(([name]) => !/^(XDG_|PIP_CACHE_DIR|UV_CACHE_DIR|PIP_(TARGET|PREFIX|USER))/.test(name)),
    ),
    ...Object.fromEntries(pip),
    NO_COLOR: '1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    PATH: [python, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  }
}
