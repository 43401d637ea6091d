import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Dvc } from '../../dvc/dvc.js'
import type { ProjectFile } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { messageOf, SetupError } from '../../errors/errors.js'
import type { IndexEntry } from '../../git/inventory.js'
import { parseDvcConfig, remoteOf } from '../../lint/dvc-config.js'
import type { Project as ProjectIndex } from '../../pipeline/project.js'
import { addressesIn, addressOf, type MovedRemote, movedRemotes, schemeOf } from '../../pipeline/remote-places.js'
import type { Run } from '../../run/run.js'
import { ambientCredentials } from '../../settings/ambient-credentials.js'
import { CONFIG_NAMES, parseConfig } from '../../settings/config-file.js'
import { splitOption } from '../../settings/remote-options.js'
import { serverSettings, settingValue } from '../../settings/resolve.js'
import { isCredential } from '../../settings/secrets.js'
import type { ServerSettings, Settings } from '../../settings/settings.js'
import { notAccepted } from './not-accepted.js'
import type { ProjectPaths } from './project.js'

// A change of this repository runs with the credentials of its job. It decides in files where DVC sends them, so these
// files are compared with those of the base before the first request to a remote.

/** The base of a change that runs with credentials: of this repository, or a named commit of a fork. */
export interface ChangeBase {
  sha: string
  /** Places that dvc-ci.yaml of the base accepts. */
  accepted: readonly string[]
  /** Settings that a run of the base would have with the same inputs and variables. */
  servers: ServerSettings
}

/**
 * @returns undefined where the run is about no change, or has no credentials
 * @throws as `ensureCommit`, where a credential is set
 */
export async function baseOfTrustedChange(
  { settings, report, host, signal }: Run,
  paths: ProjectPaths,
): Promise<ChangeBase | undefined> {
  const { event } = settings
  const named = event.pullRequest?.baseSha ?? event.mergeGroupBaseSha
  if (named === undefined || !(event.trusted || event.namedCommit === true)) return undefined
  const [first, merged] = await paths.git.parents(report.source.sha)
  // GitHub's merge commit: its first parent may be newer than the base of the event.
  const isMerge = first !== undefined && merged !== undefined && merged === event.pullRequest?.headSha
  try {
    const sha = await paths.git.ensureCommit(isMerge ? first : named)
    return { sha, ...(await settingsOfBase(settings, paths, sha)) }
  } catch (error) {
    if (signal.aborted || (await hasCredentials(settings.remoteConfig, paths))) throw neededBase(error)
    host.debug(`the places of the remotes are not compared: ${messageOf(error)}`)
    return undefined
  }
}

/** The error of a base that this checkout lacks, with the reason why a run needs it. */
function neededBase(error: unknown): unknown {
  if (!(error instanceof SetupError)) return error
  return new SetupError(
    error.id,
    `the base of the change is needed to compare its DVC remotes before a credential is sent: ${error.message}`,
    { ...error.details, remedy: 'Let actions/checkout fetch it: `fetch-depth: 0`.', cause: error },
  )
}

/** Whether a remote can get a credential that the change itself does not bring. */
async function hasCredentials(remoteConfig: Settings['remoteConfig'], { root }: ProjectPaths): Promise<boolean> {
  if (Object.keys(remoteConfig).some(isCredential) || ambientCredentials(undefined, process.env).length > 0) return true
  const local = await readFile(join(root, '.dvc', 'config.local'), 'utf8').catch(() => '')
  return parseDvcConfig(local).some(({ name }) => isCredential(name))
}

/** What dvc-ci.yaml of the base says about servers and programs, below the inputs and variables of this run. */
async function settingsOfBase(
  settings: Settings,
  { git, inGit }: ProjectPaths,
  sha: string,
): Promise<Pick<ChangeBase, 'accepted' | 'servers'>> {
  const overriding = overridingOf(settings)
  const own = settings.configFile === undefined ? [] : [relative(git.root, settings.configFile.path)]
  const names = [...new Set([...own, ...CONFIG_NAMES.map(inGit), ...CONFIG_NAMES])]
  const texts = await git.readFiles(sha, names)
  const name = names.find((each) => texts.has(each))
  if (name === undefined) return { accepted: [], servers: overriding }
  const { given, problems } = parseConfig(texts.get(name)?.toString('utf8') ?? '', name)
  // A file that no run accepts says nothing.
  if (problems.length > 0) return { accepted: [], servers: overriding }
  const { remoteConfig, ...servers } = serverSettings([given])
  return {
    accepted: settingValue('accepted-remotes', [given]),
    servers: { ...servers, ...overriding, remoteConfig: { ...remoteConfig, ...overriding.remoteConfig } },
  }
}

/** The settings about servers and programs that no file of the change gives. */
function overridingOf({ configFile, remote, remoteConfig, mlflow, dvcLock }: Settings): ServerSettings {
  if (configFile !== undefined) return configFile.overriding
  const uri = mlflow.access?.uri
  return {
    ...(remote === undefined ? {} : { remote }),
    remoteConfig,
    ...(uri === undefined ? {} : { trackingUri: uri }),
    ...(dvcLock === undefined ? {} : { dvcLock }),
  }
}

/**
 * Rejects a change whose dvc-ci.yaml sends the credentials of MLflow to another server than that of the base does.
 * @throws {ProjectError}
 */
export function checkTrackingPlace({ mlflow, configFile }: Settings, { accepted, servers }: ChangeBase): void {
  const { access } = mlflow
  const place = addressOf(access?.uri ?? '')
  const before = addressOf(servers.trackingUri ?? '')
  const credentials = [
    ...(access?.token === undefined ? [] : ['MLFLOW_TRACKING_TOKEN']),
    ...(access?.password === undefined ? [] : ['MLFLOW_TRACKING_PASSWORD']),
  ]
  if (place === undefined || place === before || credentials.length === 0 || accepted.includes(place)) return
  throw notAccepted(
    `the change ${before === undefined ? 'sets the address of MLflow to' : `moves MLflow from ${before} to`} ${place}, and ${credentials.join(', ')} would go there.`,
    [place],
    { key: 'tracking-uri', path: basename(configFile?.path ?? CONFIG_NAMES[0]) },
  )
}

/**
 * Rejects a change that sends a credential to another place than the base does, and reports one that moves a remote
 * without a credential.
 * @param entries the files of the index
 * @throws {ProjectError} naming the place of the base, that of the change, and the credentials
 */
export async function checkRemotePlaces(
  { settings, report }: Run,
  { git, dvcRoot }: ProjectPaths,
  dvc: Dvc,
  { sha, accepted, servers }: ChangeBase,
  entries: readonly IndexEntry[],
): Promise<void> {
  const [file, local] = [joinPath(dvcRoot, '.dvc/config'), joinPath(dvcRoot, '.dvc/config.local')]
  const [own, base] = await Promise.all(
    [report.source.sha, sha].map(async (commit) => git.readFiles(commit, [file, local])),
  )
  const textOf = (texts: ReadonlyMap<string, Buffer> | undefined, path: string) => texts?.get(path)?.toString('utf8')
  const { remote, remoteConfig } = settings
  const given: ServerSettings = { ...(remote === undefined ? {} : { remote }), remoteConfig }
  if (
    [file, local].every((path) => textOf(own, path) === textOf(base, path)) &&
    remote === servers.remote &&
    isDeepStrictEqual(remoteConfig, servers.remoteConfig)
  )
    return
  // Where Git has config.local, that of this machine is the change's.
  const isTracked = entries.some(({ path }) => path === local)
  const configuration = (texts: ReadonlyMap<string, Buffer> | undefined, from: ServerSettings) => ({
    config: textOf(texts, file) ?? '',
    ...(isTracked ? { local: textOf(texts, local) ?? '' } : {}),
    ...(from.remote === undefined ? {} : { remote: from.remote }),
    options: from.remoteConfig,
  })
  const [head = {}, before = {}] = await dvc.places([configuration(own, given), configuration(base, servers)])
  const moved = movedRemotes({
    head,
    base: before,
    accepted,
    given: Object.keys(settings.remoteConfig).map((name) => splitOption(name).option),
    isCredential,
    variables: (scheme) => ambientCredentials(scheme, process.env),
  })
  const written = [...(isTracked ? [local] : []), file].map((path) => ({ path, text: textOf(own, path) ?? '' }))
  const placed = moved.map((each) => ({ ...each, ...placeOf(written, each.name) }))
  for (const { path, line, ...remote } of placed.filter(({ credentials }) => credentials.length === 0))
    report.lint.push({
      rule: 'remote-moved',
      severity: 'warning',
      path,
      ...(line === undefined ? {} : { line }),
      message: `${sentence(remote)}. No credential is set for it here; a later run may send one there.`,
    })
  const [first, ...others] = placed.filter(({ credentials }) => credentials.length > 0)
  if (first === undefined) return
  const { path, line, credentials, place } = first
  throw notAccepted(
    `${sentence(first)}, and ${credentials.join(', ')} would go there.${others.length === 0 ? '' : ` The same holds for ${others.map(({ name }) => `'${name}'`).join(', ')}.`}`,
    [place, ...others.map((each) => each.place)],
    { key: `remote.${first.name}`, path, ...(line === undefined ? {} : { line }) },
  )
}

function sentence({ name, place, before }: Pick<MovedRemote, 'name' | 'place' | 'before'>): string {
  return before === undefined
    ? `the change puts the DVC remote '${name}' at ${place}, where the base has none of its remotes`
    : `the change moves the DVC remote '${name}' from ${before === '' ? 'a folder' : before} to ${place}`
}

/** The line of the remote's address in the first file that has one, else its first line. */
function placeOf(files: readonly { path: string; text: string }[], name: string): { path: string; line?: number } {
  const options = files.flatMap(({ path, text }) =>
    parseDvcConfig(text)
      .filter(({ section }) => remoteOf(section)?.toLowerCase() === name)
      .map((option) => ({ ...option, path })),
  )
  const found = options.find((option) => option.name === 'url') ?? options[0]
  return found === undefined ? { path: files.at(-1)?.path ?? '' } : { path: found.path, line: found.line }
}

/** True where DVC may ask an address of the files that is no remote, so that they are compared before it does. */
export function mayAskElsewhere(files: readonly Pick<ProjectFile, 'text'>[]): boolean {
  return files.some(({ text }) => /:\/\/|\$\{|fs_config/.test(text))
}

/**
 * Rejects a change whose stages, imports or `.dvc` files name an address that no such file of the base names, and to
 * which the variables of the job have a credential.
 * @param files the project's files
 * @throws {ProjectError}
 */
export async function checkSourcePlaces(
  { git, inGit }: ProjectPaths,
  { sha, accepted }: ChangeBase,
  index: Pick<ProjectIndex, 'stages'>,
  files: readonly Pick<ProjectFile, 'path' | 'text' | 'data'>[],
): Promise<void> {
  const own = new Map(files.map((file) => [inGit(file.path), file]))
  const asked = index.stages.flatMap((stage) =>
    stage.deps.flatMap(({ kind, path }) => {
      const address = kind === 'external' ? addressOf(path) : undefined
      if (address === undefined || address.startsWith('remote://')) return []
      const credentials = ambientCredentials(schemeOf(address), process.env)
      const file = inGit(stage.file)
      const options = endpointsOf(own.get(file)?.data)
      const place = `${address}${options.length === 0 ? '' : ` fs_config=${options.join()}`}`
      return credentials.length === 0 || accepted.includes(place)
        ? []
        : [{ file, address, place, credentials, hasOptions: options.length > 0 }]
    }),
  )
  if (asked.length === 0) return
  const before = await git.readFiles(sha, await git.listFiles(sha, ['*.dvc', '*dvc.yaml', '*dvc.lock']))
  const known = new Set([...before.values()].flatMap((content) => [...addressesIn(content.toString('utf8'))]))
  const isUnchanged = (file: string) => own.get(file)?.text === before.get(file)?.toString('utf8')
  // `fs_config` gives an address an endpoint of its own, so a changed file with one is compared as a whole.
  const found = asked.find(({ file, address, hasOptions }) => !known.has(address) || (hasOptions && !isUnchanged(file)))
  if (found === undefined) return
  throw notAccepted(
    `${found.file} names ${found.place}, which the base does not, and ${found.credentials.join(', ')} would go there.`,
    [found.place],
    { key: 'deps', path: found.file },
  )
}

/** The options that files of DVC give to the addresses of their dependencies, as JSON without credentials. */
function endpointsOf(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(endpointsOf)
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) =>
    key === 'fs_config' && typeof value === 'object' && value !== null
      ? [
          JSON.stringify(
            Object.fromEntries(
              Object.entries(value)
                .filter(([name]) => !isCredential(name))
                .sort(),
            ),
          ),
        ]
      : endpointsOf(value),
  )
}
