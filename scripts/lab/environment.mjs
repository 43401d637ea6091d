import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lab } from './paths.mjs'

/**
 * What the caller's shell or npm may have set and would send an installation elsewhere: an active virtual
 * environment, another place for compiled modules or none, another Go workspace or platform, the repository of a Git
 * hook, npm's own idea of the present project.
 */
const dropped = [
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYTHONPATH',
  'PYTHONHOME',
  // The checks of the parts leave compiled modules for every later start.
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONPYCACHEPREFIX',
  'PIP_TARGET',
  'PIP_PREFIX',
  'UV_PYTHON',
  'UV_SYSTEM_PYTHON',
  'UV_PROJECT_ENVIRONMENT',
  'UV_OFFLINE',
  'GOBIN',
  'GOOS',
  'GOARCH',
  'GOROOT',
  'GO111MODULE',
  'GOWORK',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'DVC_ROOT',
  'npm_config_global',
  'npm_config_local_prefix',
  'npm_config_prefix',
  'npm_config_omit',
  'npm_config_only',
  'npm_config_workspace',
]

/**
 * The caller's environment, registry settings included, with every cache that an installation fills moved into .lab,
 * so that nothing is read from or left in HOME. npm's own cache and configuration stay where the machine has them.
 */
export function installEnvironment() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.includes(name)))
  return {
    ...env,
    LC_ALL: 'C.UTF-8',
    PIP_USER: '0',
    PIP_CACHE_DIR: lab.pipCacheDir,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    UV_CACHE_DIR: lab.uvCacheDir,
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
    GOBIN: join(lab.directory, 'bin'),
    GOPATH: join(lab.directory, 'go-path'),
    GOMODCACHE: join(lab.directory, 'go-path', 'pkg', 'mod'),
    GOCACHE: join(lab.directory, 'go-cache'),
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    DVC_NO_ANALYTICS: '1',
    DO_NOT_TRACK: '1',
  }
}

/** Settings of pip's and uv's variables for the same; uv reads neither pip.conf nor PIP_*. */
const pipToUv = [
  { pip: ['index-url'], uv: 'UV_DEFAULT_INDEX', unless: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'] },
  { pip: ['extra-index-url'], uv: 'UV_INDEX', unless: ['UV_INDEX', 'UV_EXTRA_INDEX_URL'] },
  { pip: ['find-links'], uv: 'UV_FIND_LINKS', unless: ['UV_FIND_LINKS'] },
  { pip: ['trusted-host'], uv: 'UV_INSECURE_HOST', unless: ['UV_INSECURE_HOST'] },
  { pip: ['no-index'], uv: 'UV_NO_INDEX', unless: ['UV_NO_INDEX'] },
  { pip: ['cert'], uv: 'SSL_CERT_FILE', unless: ['SSL_CERT_FILE'] },
  { pip: ['proxy'], uv: 'ALL_PROXY', unless: ['ALL_PROXY', 'HTTPS_PROXY', 'https_proxy', 'all_proxy'] },
  { pip: ['timeout', 'default-timeout'], uv: 'UV_HTTP_TIMEOUT', unless: ['UV_HTTP_TIMEOUT'] },
]

/** Reads one value of `pip config list`: Python's repr of a string. */
const parsePipValue = (text) =>
  text
    .replace(/^(['"])(.*)\1$/, '$2')
    .replaceAll('\\n', ' ')
    .replaceAll('\\\\', '\\')
    .trim()

/**
 * Parses `pip config list` into pip's effective settings. A section of the command (`install`) wins over `global`, a
 * variable (`:env:`) over both: https://pip.pypa.io/en/stable/topics/configuration/#precedence-override-order
 */
export function parsePipConfig(text) {
  const settings = {}
  for (const section of ['global', 'install', ':env:']) {
    for (const line of text.split('\n')) {
      const equals = line.indexOf('=')
      if (equals > 0 && line.startsWith(`${section}.`))
        settings[line.slice(section.length + 1, equals)] = parsePipValue(line.slice(equals + 1))
    }
  }
  return settings
}

/**
 * The variables that make uv use the registry which the machine's pip is configured for, from pip's settings;
 * what the caller has set for uv itself is left alone. A folder of wheels that doesn't exist is skipped, as by pip.
 */
export function uvVariables(pipSettings, env) {
  const variables = {}
  for (const { pip, uv, unless } of pipToUv) {
    const value = pip.map((key) => pipSettings[key]).find((found) => found !== undefined && found !== '')
    if (value === undefined || unless.some((name) => env[name] !== undefined)) continue
    variables[uv] = value
  }
  if (variables.UV_FIND_LINKS !== undefined) {
    const places = variables.UV_FIND_LINKS.split(/\s+/).filter((place) => place.includes('://') || existsSync(place))
    if (places.length === 0) delete variables.UV_FIND_LINKS
    else variables.UV_FIND_LINKS = places.join(',')
  }
  // pip looks for the best version in all places; uv would stop at the first one that has the package.
  if (variables.UV_INDEX !== undefined) variables.UV_INDEX_STRATEGY = env.UV_INDEX_STRATEGY ?? 'unsafe-best-match'
  return variables
}
