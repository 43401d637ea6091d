import { count } from '../text/words.js'
import type { GitHub } from './client.js'
import { failureOf, failureText, orAbsent } from './failure.js'

/** A file for a branch of pictures. Its name is that of its content: one path never has two contents. */
export interface StoredFile {
  path: string
  bytes: Uint8Array
}

/** The branch of one pull request. */
export interface PictureBranch {
  /** Beginning of the names of all of them. */
  beginning: string
  pull: number
}

/** The file that every branch of dvc-ci has: another branch is never changed. */
const MARKER = '.dvc-ci-images'
/** Names of the files that dvc-ci writes: a branch with any other is never deleted. */
const OURS = /^(?:\.dvc-ci-images|[0-9a-f]{64}\.[a-z]+)$/
/** Bytes of one branch: a clone with all branches downloads it. */
const MOST_BYTES = 50_000_000
/** Days for which a closed pull request keeps its pictures. */
const KEPT_DAYS = 30
/** Pull requests that one run looks up to delete their branches. */
const MOST_LOOKED_UP = 20
/** Other runs for one pull request may commit at the same time; each attempt loses to another one of them. */
const ATTEMPTS = 5
const REMEDY = 'set `images-branch` to another name'
/** Milliseconds for the upload of a picture over a slow connection. */
const UPLOAD_MS = 30_000

/**
 * Stores files in the branch of a pull request: a branch without the history of the code, which only moves forward. It
 * is made where it does not exist. A file that it has is not stored again, so that the same call twice commits once.
 * @param limit bytes of the branch
 * @returns a commit that has all files, and whether the branch is new
 * @throws {Error} the branch is full, or is none of dvc-ci; the failure of a request to GitHub
 */
export async function storePictures(
  github: GitHub,
  branch: PictureBranch,
  files: readonly StoredFile[],
  limit = MOST_BYTES,
): Promise<{ sha: string; isNew: boolean }> {
  const name = nameOf(branch)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const tip = await tipOf(github, name)
    const stored = tip === undefined ? undefined : await storedIn(github, tip)
    if (stored !== undefined && !isMarked(stored))
      throw new Error(`the branch ${name} has no file ${MARKER}, so dvc-ci did not make it: ${REMEDY}`)
    const added = files.filter(({ path }) => !stored?.files.some((each) => each.path === path))
    if (tip !== undefined && added.length === 0) return { sha: tip, isNew: false }
    const sizes = [...(stored?.files.map(({ size }) => size) ?? []), ...added.map(({ bytes }) => bytes.length)]
    if (sizes.reduce((sum, size) => sum + size, 0) > limit)
      throw new Error(`the branch ${name} would have more than ${limit / 1e6} MB: delete it, and start the run again`)
    const sha = await commitOf(github, branch, stored, added)
    if (await moved(github, name, tip, sha)) return { sha, isNew: tip === undefined }
  }
  throw new Error(`other runs moved the branch ${name} ${count(ATTEMPTS, 'time')}`)
}

/**
 * Deletes the branches of pull requests that were closed long ago, and nothing that dvc-ci has not made.
 * @returns the names of the deleted branches
 * @throws the failure of a request to GitHub
 */
export async function deleteOldPictures(
  github: GitHub,
  { beginning, pull: own }: PictureBranch,
  now = Date.now(),
): Promise<string[]> {
  const { octokit, repo } = github
  const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, { ...repo, ref: `heads/${beginning}/` })
  const others = refs
    .map(({ ref, object }) => ({ name: ref.slice(`refs/heads/${beginning}/`.length), sha: object.sha }))
    .filter(({ name }) => /^[1-9]\d{0,9}$/.test(name))
    .map(({ name, sha }) => ({ number: Number(name), sha }))
    .filter(({ number }) => number !== own)
    .sort((a, b) => a.number - b.number)
  if (others.length === 0) return []
  const open = new Set(
    (await octokit.paginate(octokit.rest.pulls.list, { ...repo, state: 'open', per_page: 100 })).map(
      ({ number }) => number,
    ),
  )
  const deleted: string[] = []
  for (const { number, sha } of others.filter((each) => !open.has(each.number)).slice(0, MOST_LOOKED_UP)) {
    const closed = await closedAt(github, number)
    if (closed === undefined || now - closed < KEPT_DAYS * 86_400_000) continue
    const stored = await storedIn(github, sha)
    if (!isMarked(stored) || !stored.files.every(({ path }) => OURS.test(path))) continue
    const name = nameOf({ beginning, pull: number })
    await octokit.rest.git.deleteRef({ ...repo, ref: `heads/${name}` })
    deleted.push(name)
  }
  return deleted
}

function nameOf({ beginning, pull }: PictureBranch): string {
  return `${beginning}/${pull}`
}

async function tipOf({ octokit, repo }: GitHub, branch: string): Promise<string | undefined> {
  return (await orAbsent(octokit.rest.git.getRef({ ...repo, ref: `heads/${branch}` })))?.data.object.sha
}

/** When a pull request was closed; undefined for one that is open, or does not exist. */
async function closedAt({ octokit, repo }: GitHub, number: number): Promise<number | undefined> {
  const closed = (await orAbsent(octokit.rest.pulls.get({ ...repo, pull_number: number })))?.data.closed_at ?? undefined
  return closed === undefined ? undefined : Date.parse(closed)
}

/** The tree of a commit of such a branch, and the files at its top level. */
interface Stored {
  commit: string
  tree: string
  files: { path: string; size: number }[]
}

function isMarked({ files }: Stored): boolean {
  return files.some(({ path }) => path === MARKER)
}

async function storedIn({ octokit, repo }: GitHub, commit: string): Promise<Stored> {
  const { tree } = (await octokit.rest.git.getCommit({ ...repo, commit_sha: commit })).data
  const { data } = await octokit.rest.git.getTree({ ...repo, tree_sha: tree.sha })
  return { commit, tree: tree.sha, files: data.tree.map(({ path, size = 0 }) => ({ path, size })) }
}

/** Makes a commit that adds files to the stored ones. No branch has it yet. */
async function commitOf(
  { octokit, repo }: GitHub,
  { pull }: PictureBranch,
  stored: Stored | undefined,
  added: readonly StoredFile[],
): Promise<string> {
  const about = `Pictures in the comment of dvc-ci on pull request ${pull}`
  const file = { mode: '100644', type: 'blob' } as const
  const entries: { path: string; mode: '100644'; type: 'blob'; sha?: string; content?: string }[] = []
  for (const { path, bytes } of added) {
    const { data } = await octokit.rest.git.createBlob({
      ...repo,
      content: Buffer.from(bytes).toString('base64'),
      encoding: 'base64',
      request: { milliseconds: UPLOAD_MS },
    })
    entries.push({ ...file, path, sha: data.sha })
  }
  if (stored === undefined)
    entries.push({
      ...file,
      path: MARKER,
      content: `${about}. dvc-ci deletes this branch ${KEPT_DAYS} days after the pull request is closed.\n`,
    })
  const { data: tree } = await octokit.rest.git.createTree({
    ...repo,
    ...(stored === undefined ? {} : { base_tree: stored.tree }),
    tree: entries,
  })
  const { data } = await octokit.rest.git.createCommit({
    ...repo,
    message: `${about} [skip ci]`,
    tree: tree.sha,
    parents: stored === undefined ? [] : [stored.commit],
  })
  return data.sha
}

/**
 * Moves the branch forward to a commit on its tip. GitHub rejects the move of a branch that has another tip by now.
 * @returns false where another run moved the branch first
 * @throws the failure of the request, where the branch did not move
 */
async function moved(github: GitHub, branch: string, tip: string | undefined, sha: string): Promise<boolean> {
  const { octokit, repo } = github
  try {
    if (tip === undefined) await octokit.rest.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha })
    else await octokit.rest.git.updateRef({ ...repo, ref: `heads/${branch}`, sha, force: false })
    return true
  } catch (error) {
    const now = await tipOf(github, branch)
    if (now === sha) return true
    if (now !== tip) return false
    if (failureOf(error).status !== 422) throw error
    throw new Error(
      `the branch ${branch} cannot be written (${failureText(error)}). A branch named like the beginning of its name, or a rule of the repository, can be the cause: ${REMEDY}`,
    )
  }
}
