import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { failureOf, failureText } from '../../github/failure.js'
import { allOpenPulls } from '../../github/open-pulls.js'
import { allVersions } from '../../mlflow/registry.js'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { openFlowGitHub } from '../publish/connect-github.js'
import { COMMIT_TAG, HASH_TAG } from '../release/register-model.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import { isSameRepository, REPOSITORY_TAG, repositoryOf } from '../tracking/model-owner.js'

/** Why an object is kept, in the order in which one of several reasons counts. */
export const REASONS = [
  'branches',
  'tags',
  'pull-requests',
  'mlflow',
  'other-refs',
  'clone',
  'builds',
  'recent',
  'projects',
] as const
export type Reason = (typeof REASONS)[number]

/** A commit or a tree that needs its data. */
export interface Reference {
  because: Reason
  /** `v1.2`, `pull request 7`, `version 3 of digits`. */
  name: string
  sha: string
  /** Present for a tag of a tree, which `sha` then is. */
  isTree?: true
}

/** Everything outside of the remote that can need an object. */
export interface References {
  /** Commits and trees that this clone has. */
  found: Reference[]
  /** Hashes that versions of MLflow name themselves. */
  hashes: string[]
  /** The refs of the server as they were read: another answer means that a user has pushed. */
  snapshot: string
}

/** Hashes of one fetch: a command line has a longest length. */
const FETCHED_AT_ONCE = 500
const LONGEST_TAG = 100
const PULL = /^refs\/pull\/(\d+)\/(head|merge)$/

/**
 * Reads the refs of the Git server and of this clone, the open pull requests and the versions of MLflow, and fetches the
 * commits that the clone lacks.
 * @throws {SetupError} a shallow clone, or no Git remote
 * @throws {OutsideError} the Git server, GitHub or MLflow does not answer
 * @throws {ProjectError} a version of MLflow names a commit that no server has
 */
export async function findReferences(project: Project): Promise<References> {
  const { run, git } = project
  return run.step('references', async (outcome) => {
    const remote = await requireHistory(project)
    const refs = await git.allRefs(remote)
    const [pulls, versions] = await Promise.all([openPullsOf(project), versionsOf(project)])
    const wanted = [
      ...[...refs].flatMap(([name, sha]) => serverReference(name, sha, pulls) ?? []),
      ...(pulls ?? []).map(
        ({ number, headSha }): Reference => ({
          because: 'pull-requests',
          name: `pull request ${number}`,
          sha: headSha,
        }),
      ),
      ...versions.commits,
      ...[...(await git.ownRefs(remote))].map(([name, sha]): Reference => ({ because: 'clone', name, sha })),
      { because: 'clone' as const, name: 'HEAD', sha: run.report.source.sha },
    ]
    const found = await fetched(project, remote, wanted)
    outcome.message = `${count(refs.size, 'ref')} of the server${pulls === undefined ? '' : `, ${count(pulls.length, 'open pull request')}`}${versions.asked ? `, ${count(versions.commits.length, 'version')} in MLflow` : ''}`
    return { found, hashes: versions.hashes, snapshot: snapshotOf(refs) }
  })
}

/** Whether the refs of the server still are those that were read. @throws {OutsideError} the server does not answer */
export async function areUnchanged({ git }: Project, { snapshot }: References): Promise<boolean> {
  return snapshotOf(await git.allRefs((await git.remoteName()) ?? '')) === snapshot
}

/** GitHub makes the merge of a pull request again whenever its base moves; all it names is named by the two. */
function snapshotOf(refs: ReadonlyMap<string, string>): string {
  return [...refs]
    .filter(([name]) => PULL.exec(name)?.[2] !== 'merge')
    .map(([name, sha]) => `${name} ${sha}`)
    .sort()
    .join('\n')
}

/** The name of the Git remote. @throws {SetupError} the clone cannot have the whole history */
async function requireHistory({ git }: Project): Promise<string> {
  const remote = await git.remoteName()
  if (remote === undefined)
    throw new SetupError('git-remote-missing', 'gc: this checkout has no Git remote whose branches need data.', {
      key: 'remote',
      value: '',
      remedy: 'Add one with `git remote add origin URL`.',
    })
  if (await git.isShallow())
    throw new SetupError('gc-clone-shallow', 'gc: this clone is shallow, so it lacks commits that need data.', {
      key: 'fetch-depth',
      value: 'shallow',
      remedy: 'Run `git fetch --unshallow`, or set `fetch-depth: 0` of actions/checkout.',
    })
  return remote
}

/** A ref of the server; undefined for one of a closed pull request. Without an answer of GitHub all are open. */
function serverReference(
  name: string,
  sha: string,
  pulls: readonly { number: number }[] | undefined,
): Reference | undefined {
  const [, number] = PULL.exec(name) ?? []
  if (number !== undefined) {
    const isOpen = pulls === undefined || pulls.some((pull) => pull.number === Number(number))
    return isOpen ? { because: 'pull-requests', name: `pull request ${number}`, sha } : undefined
  }
  if (name.startsWith('refs/heads/')) return { because: 'branches', name: name.slice('refs/heads/'.length), sha }
  if (name.startsWith('refs/tags/')) return { because: 'tags', name: name.slice('refs/tags/'.length), sha }
  return { because: 'other-refs', name, sha }
}

/** The open pull requests; undefined where no token is known, or GitHub's repository is not that of the Git remote. */
async function openPullsOf({ run, git }: Project): Promise<{ number: number; headSha: string }[] | undefined> {
  const { event, github } = run.settings
  if (event.repository === undefined || github.token === undefined) return undefined
  // A workflow may check out another repository, whose pull requests have the same numbers.
  if (!isAddressOf((await git.remoteAddress()) ?? '', event.repository)) return undefined
  const client = await openFlowGitHub(run, 'gc')
  try {
    return await allOpenPulls(client)
  } catch (cause) {
    const { status = 0 } = failureOf(cause)
    throw new OutsideError(
      [401, 403, 404].includes(status) ? 'github-access-denied' : 'github-unreachable',
      `gc cannot read the open pull requests: ${failureText(cause, 'pull-requests: read')}.`,
      {
        key: 'token',
        remedy:
          'Without them gc cannot tell which objects they need. Run this again, or without a token: then gc keeps the data of closed pull requests too.',
        cause,
      },
    )
  }
}

/** Whether an address of Git is that of `owner/name`. */
export function isAddressOf(address: string, repository: string): boolean {
  const path = address.toLowerCase().replace(/(?:\.git)?\/*$/, '')
  return ['/', ':'].some((mark) => path.endsWith(`${mark}${repository.toLowerCase()}`))
}

interface Versions {
  asked: boolean
  commits: Reference[]
  hashes: string[]
}

/** The versions of all registered models that dvc-ci made for this repository. */
async function versionsOf(project: Project): Promise<Versions> {
  const versions: Versions = { asked: false, commits: [], hashes: [] }
  const { run, git } = project
  const client = await connectMlflow(run)
  if ('reason' in client) {
    if (client.warns) tellUnasked(run, client.reason)
    return versions
  }
  versions.asked = true
  const [own, address = ''] = [await repositoryOf(project), await git.remoteAddress()]
  try {
    for await (const { name, version, tags } of allVersions(client, undefined, 'list the versions of all models')) {
      const [owner, sha, hash] = [tags.get(REPOSITORY_TAG), tags.get(COMMIT_TAG), tags.get(HASH_TAG)]
      // A workflow may check out another repository than its own.
      const isKnown = owner !== undefined && own !== undefined
      if (isKnown && !isSameRepository(owner, own) && !isAddressOf(address, owner)) continue
      if (sha !== undefined) versions.commits.push(versionReference(`version ${version} of ${name}`, sha))
      if (hash !== undefined) versions.hashes.push(hash)
    }
    return versions
  } finally {
    await client.close()
  }
}

/** @throws {ProjectError} the tag of the version is no hash of a commit */
export function versionReference(name: string, sha: string): Reference {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) return { because: 'mlflow', name, sha }
  const value = JSON.stringify(sha.slice(0, LONGEST_TAG))
  throw new ProjectError(
    'gc-needs-unknown',
    `gc cannot tell which objects ${name} needs: its tag ${COMMIT_TAG} is ${value}, which is no hash of a commit.`,
    { key: COMMIT_TAG, value, remedy: 'Set the tag to the full hash of the commit, or delete that version in MLflow.' },
  )
}

/** @throws {ProjectError} `delete` is set */
function tellUnasked({ settings, host }: Run, reason: string): void {
  const text = `gc cannot tell which objects versions in MLflow need: ${reason}`
  if (!settings.gc.delete) {
    host.warning(text)
    return
  }
  throw new ProjectError('gc-needs-unknown', text, {
    key: 'tracking-uri',
    value: reason,
    remedy:
      'Set `tracking-uri` to the address of the server, or unset MLFLOW_TRACKING_URI where no version is registered.',
  })
}

/**
 * The references with their commits, which this clone then has. Refs of files are left out.
 * @throws {ProjectError} no server has a commit
 */
async function fetched({ git }: Project, remote: string, wanted: readonly Reference[]): Promise<Reference[]> {
  const hashes = wanted.map(({ sha }) => sha)
  const here = await git.peeled(hashes)
  const lacking = [...new Set(hashes)].filter((sha) => !here.has(sha))
  for (let at = 0; at < lacking.length; at += FETCHED_AT_ONCE) {
    const part = lacking.slice(at, at + FETCHED_AT_ONCE)
    // A server that refuses one of several hashes sends none.
    if (!(await git.fetchObjects(remote, part))) for (const sha of part) await git.fetchObjects(remote, [sha])
  }
  const commits = lacking.length === 0 ? here : await git.peeled(hashes)
  const lost = wanted.find(({ sha }) => !commits.has(sha))
  if (lost !== undefined)
    throw new ProjectError(
      'gc-needs-unknown',
      `gc cannot tell which objects ${lost.name} needs: the Git server does not send its commit ${lost.sha}.`,
      {
        key: lost.name,
        value: lost.sha,
        remedy:
          lost.because === 'mlflow'
            ? 'Delete that version in MLflow, or push the commit under a tag.'
            : 'Run this again. If a user has removed it meanwhile, it is gone then.',
      },
    )
  return wanted.flatMap((reference): Reference[] => {
    const peeled = commits.get(reference.sha)
    if (peeled === undefined) return []
    return [{ ...reference, sha: peeled.sha, ...(peeled.isTree ? { isTree: true as const } : {}) }]
  })
}
