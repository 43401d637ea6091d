import { join } from 'node:path'
import { installEnvironment, parsePipConfig, uvVariables } from './environment.mjs'
import { lab } from './paths.mjs'
import { LabError, runStep } from './step.mjs'
import { versions } from './versions.mjs'

/** In order of preference: the first have wheels of the packages of examples/digits. Other versions come after them. */
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
const preferred = (minor) => minor >= 10 && minor <= 13
const lowestMinor = 9

const probe = `
import sys
try:
    import ensurepip, venv
    whole = 1
except ImportError:
    whole = 0
print(sys.version_info[0], sys.version_info[1], whole, sys.executable, sep="|")
`

async function probePython(command, step) {
  try {
    const { stdout } = await runStep([command, '-c', probe], { ...step, log: undefined })
    const [major, minor, whole, executable] = stdout.trim().split('|')
    return [{ command, major: Number(major), minor: Number(minor), whole: whole === '1', executable }]
  } catch (error) {
    if (error instanceof LabError) return []
    throw error
  }
}

const label = ({ command, major, minor }) => `${command} (${major}.${minor})`

/**
 * The Python that everything is made with: the first on PATH from 3.10 to 3.13 that can make virtual environments, else any
 * from 3.9. Throws LabError with what was found instead: none, too old, or Debian's without its venv package.
 */
async function findPython(step) {
  const found = []
  for (const command of candidates) {
    found.push(...(await probePython(command, step)))
    const last = found.at(-1)
    if (last?.command === command && last.major === 3 && preferred(last.minor) && last.whole) return last
  }
  const usable = found.filter(({ major, minor }) => major === 3 && minor >= lowestMinor)
  const whole = usable.find((python) => python.whole)
  if (whole !== undefined) return whole
  const [first] = usable
  if (first !== undefined) {
    throw new LabError(`${label(first)} can't make virtual environments: its modules venv and ensurepip are missing`, {
      remedy: `install them; on Debian and Ubuntu: apt-get install python3-venv (or python${first.major}.${first.minor}-venv)`,
    })
  }
  const seen =
    found.length === 0 ? `none of ${candidates.join(', ')} runs` : `found only ${found.map(label).join(', ')}`
  throw new LabError(`no Python 3.${lowestMinor} or newer on PATH: ${seen}`, {
    remedy:
      'install Python 3.10 to 3.13 with venv (Debian and Ubuntu: apt-get install python3 python3-venv) and run the command again',
  })
}

/** Makes the environment that holds uv: the one thing that plain pip installs. */
export async function installUv(step) {
  const boot = join(lab.directory, 'boot')
  const python = await findPython(step)
  await runStep([python.executable || python.command, '-m', 'venv', boot], {
    ...step,
    remedy: 'on Debian and Ubuntu: apt-get install python3-venv',
  })
  await runStep([lab.pythonBin('uv'), '-m', 'pip', 'install', '--quiet', `uv==${versions.uv}`], {
    ...step,
    remedy: 'see whether pip can reach its package index (pip config list shows what it is configured for)',
  })
}

let uvEnvironment

/** The environment for uv: the machine's pip settings translated, asked of pip once. Kept out of every log: it may hold a password. */
function loadUvEnvironment(step) {
  uvEnvironment ??= runStep([lab.pythonBin('uv'), '-m', 'pip', 'config', 'list'], { ...step, log: undefined }).then(
    ({ stdout }) => ({ ...step.env, ...uvVariables(parsePipConfig(stdout), installEnvironment()) }),
  )
  return uvEnvironment
}

/** Makes the virtual environment `.lab/PART` and installs `requirements` (arguments of `uv pip install`) into it. */
export async function installWithUv(part, requirements, step) {
  const env = await loadUvEnvironment(step)
  const venv = join(lab.directory, part)
  await runStep([lab.uvBin, 'venv', '--quiet', '--python', lab.pythonBin('uv'), venv], { ...step, env })
  await runStep([lab.uvBin, 'pip', 'install', '--python', join(venv, 'bin', 'python'), ...requirements], {
    ...step,
    env,
    remedy:
      'if a package has no wheel for this Python, put a Python from 3.10 to 3.12 first in PATH, delete .lab and run the command again; ' +
      'if the index was out of reach, see what pip config list and the UV_* variables say',
  })
}
