import { runProcess } from '../run/process.js'
import type { Python } from './python.js'
import { isProgram, pythonOf } from './search-path.js'

/** Variables of a shell or a runner that would change the place of an installation or pass it foreign settings. */
const REDIRECTS =
  /^(VIRTUAL_ENV|CONDA_PREFIX|PYTHONHOME|PYTHONPATH|PIP_(TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV|PYTHON)|UV_(PYTHON|SYSTEM_PYTHON|TARGET|PREFIX|PROJECT|BREAK_SYSTEM_PACKAGES)|FORCE_COLOR|CLICOLOR_FORCE|INPUT_.*)$/i

/**
 * The environment for pip and uv when they install into the cache. Settings of the registry, the proxy and the cache
 * stay.
 */
export function installVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !REDIRECTS.test(name))),
    NO_COLOR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    // pip.conf may ask for the user's own folder, which conflicts with an installation into another folder.
    PIP_USER: '0',
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
  }
}

/** pip's settings and the equal variables of uv. Both separate list entries by spaces. */
const PIP_TO_UV = [
  { pip: 'index-url', uv: 'UV_DEFAULT_INDEX', instead: ['UV_INDEX_URL'] },
  { pip: 'extra-index-url', uv: 'UV_INDEX', instead: ['UV_EXTRA_INDEX_URL'] },
  { pip: 'trusted-host', uv: 'UV_INSECURE_HOST', instead: [] },
  { pip: 'cert', uv: 'SSL_CERT_FILE', instead: [] },
  { pip: 'proxy', uv: 'ALL_PROXY', instead: ['HTTPS_PROXY', 'https_proxy', 'all_proxy'] },
] as const

/**
 * uv's variables for the registry of this machine's pip. uv reads neither pip.conf nor PIP_*, and many users configure
 * only pip. Variables of uv itself win. The values may contain a password and are never shown.
 */
export async function uvVariablesOfPip(
  python: Python,
  env: NodeJS.ProcessEnv,
  cwd: string,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> {
  const program = await pythonWithPip(python)
  if (program === undefined) return parsePipConfig(pipVariables(env), env)
  const result = await runProcess([program, '-m', 'pip', 'config', 'list'], { cwd, env, signal, timeout: 30 })
  return parsePipConfig(result.code === 0 ? result.stdout : pipVariables(env), env)
}

/** The Python of a virtual environment often lacks pip. That of its base has the same settings. */
async function pythonWithPip({ pip, program, base }: Python): Promise<string | undefined> {
  if (pip) return program
  for (const found of [pythonOf(base), `${pythonOf(base)}3`]) if (await isProgram(found)) return found
  return undefined
}

/** The variables of pip as its own list has them, for a machine without pip. */
function pipVariables(env: NodeJS.ProcessEnv): string {
  return PIP_TO_UV.map(({ pip }) => {
    const value = env[`PIP_${pip.toUpperCase().replaceAll('-', '_')}`]
    return value === undefined ? '' : `:env:.${pip}='${value}'\n`
  }).join('')
}

/**
 * Reads `pip config list` (lines `section.key='value'`). The section `install` overrides `global`, a variable overrides
 * both:
 * https://pip.pypa.io/en/stable/topics/configuration/#precedence-override-order
 */
export function parsePipConfig(text: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings = new Map<string, string>()
  for (const section of ['global', 'install', ':env:']) {
    for (const line of text.split('\n')) {
      const equals = line.indexOf('=')
      if (equals < 0 || !line.startsWith(`${section}.`)) continue
      const value = line
        .slice(equals + 1)
        .replace(/^(['"])(.*)\1$/, '$2')
        .replaceAll('\\n', ' ')
        .replaceAll('\\\\', '\\')
        .trim()
      settings.set(line.slice(section.length + 1, equals), value)
    }
  }
  const variables: NodeJS.ProcessEnv = {}
  for (const { pip, uv, instead } of PIP_TO_UV) {
    const value = settings.get(pip)
    if (value && [uv, ...instead].every((name) => env[name] === undefined)) variables[uv] = value.replace(/\s+/g, ' ')
  }
  // pip takes the best version of all indexes; by default uv stops at the first index that has the package.
  if (variables.UV_INDEX !== undefined && env.UV_INDEX_STRATEGY === undefined)
    variables.UV_INDEX_STRATEGY = 'unsafe-best-match'
  return variables
}
