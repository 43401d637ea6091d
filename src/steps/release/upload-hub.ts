import { readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { OutsideError, SetupError } from '../../errors/errors.js'
import type { HubFile } from '../../hub/commit.js'
import { lstatOf } from '../../run/file-tree.js'
import { searchFile } from '../../run/masked-file.js'
import { count } from '../../text/words.js'
import { downloadAt } from '../data/download-at.js'
import type { PublishedBuild } from '../ending.js'
import { isBuildNote, MAX_HISTORY } from '../official/official-builds.js'
import type { Project } from '../project/project.js'
import { branchOf } from '../publish/ask-server.js'
import { taggedBuilds } from '../publish/via-tag.js'
import { findModel, type Model } from './find-model.js'

/** Files of a model that is a folder. */
const MOST_FILES = 1_000
/** The name under which the Hub shows a card. */
const README = 'README.md'

/**
 * Checks before the build that its card can be uploaded.
 * @returns false where the settings ask for no upload, or the run is on a laptop without a token
 * @throws {SetupError} a workflow without a token
 */
export function mayUpload({ run }: Project): boolean {
  const { card, rebuild, event } = run.settings
  if (card.hub === undefined || rebuild.dryRun || rebuild.commit === 'none') return false
  if (card.hub.token !== undefined) return true
  if (event.name === 'local') {
    run.host.notice(`Nothing is uploaded to ${card.hub.repository} on the Hugging Face Hub: HF_TOKEN is not set.`)
    return false
  }
  throw new SetupError('setting-missing', `hub: the upload to ${card.hub.repository} needs a token.`, {
    key: 'HF_TOKEN',
    remedy: 'Give the step the variable HF_TOKEN from a secret, with write access to this repository of the Hub.',
  })
}

/**
 * Uploads the card and the model of a published build to the Hugging Face Hub, as one commit. A build that is there
 * already is not uploaded again.
 * @param again true where an earlier run built it: the workspace may have other files
 * @throws {OutsideError} the Hub rejects it: the build stays published
 */
export async function uploadBuild(project: Project, { commit }: PublishedBuild, again: boolean): Promise<void> {
  const { run, git, inGit } = project
  const { file, hub } = run.settings.card
  if (file === undefined || hub?.token === undefined || !mayUpload(project)) return
  const { token, repository, endpoint } = hub
  await run.step('upload to Hub', async (outcome) => {
    const card = await git.readFile(commit, inGit(file))
    if (card === undefined) {
      outcome.conclusion = 'warning'
      outcome.message = `${commit.slice(0, 7)} has no ${inGit(file)}`
      return
    }
    const newer = await newerBuild(project, commit)
    if (newer !== undefined) {
      outcome.message = `nothing is uploaded: ${newer} is a newer build`
      return
    }
    const model = findModel(project)
    const [{ HubClient }, { commitToHub }] = await Promise.all([
      import('../../hub/client.js'),
      import('../../hub/commit.js'),
    ])
    const client = new HubClient({
      endpoint,
      token,
      debug: (message) => run.host.debug(message),
      redact: (text) => run.host.redact(text),
      signal: run.signal,
    })
    let files = 1
    let secret: string | undefined
    try {
      const sha = await commitToHub(client, {
        repository,
        card: { path: README, size: card.length, content: card },
        others: async () => {
          const others = model === undefined ? [] : await filesOf(project, model, commit, again)
          secret = await fileWithSecret(project, others)
          if (secret !== undefined) return []
          files += others.length
          return others
        },
        summary: `Official build ${run.report.tag ?? commit.slice(0, 7)}`,
      })
      const url = `${endpoint}/${repository}`
      run.report.hub = { repository, url, ...(sha === undefined ? {} : { commit: sha }) }
      outcome.message = sha === undefined ? `${repository} has this build already` : `${count(files, 'file')} in ${url}`
      if (secret !== undefined) {
        outcome.conclusion = 'warning'
        outcome.message += `; the model is not uploaded: ${secret} has a value that the log masks`
      }
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error
      throw new OutsideError(error.id, `the build is published, but not on the Hub: ${error.message}`, error.details)
    } finally {
      await client.close()
      await rm(join(project.scratch, 'model'), { recursive: true, force: true })
    }
  })
}

/** A newer official build, for readers: an old job that runs again must not replace its model. */
async function newerBuild(project: Project, commit: string): Promise<string | undefined> {
  const { git, run } = project
  if (run.settings.rebuild.commit === 'tag') {
    const builds = await taggedBuilds(project)
    const at = builds.findIndex((build) => build.commit === commit)
    return at > 0 ? builds[0]?.name : undefined
  }
  const tip = await git.fetchTip(await branchOf(project))
  if (tip === undefined) return undefined
  const found = await git.findCommit({
    from: tip,
    excluding: await git.ensureCommit(commit),
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes),
  })
  return found?.slice(0, 7)
}

/** The path of a file with a masked value: a model cannot be masked, so it stays out of the Hub. */
async function fileWithSecret({ run }: Project, files: readonly HubFile[]): Promise<string | undefined> {
  for (const { path, content } of files)
    if ('file' in content && (await searchFile(content.file, (text) => run.host.redact(text)))?.isMasked === true)
      return path
  return undefined
}

/** The files of the model. A build over many machines may not have them here, and then they are downloaded too. */
async function filesOf(project: Project, { path }: Model, commit: string, again: boolean): Promise<HubFile[]> {
  const own = resolve(project.run.settings.workingDirectory, path)
  const here = again || (await lstatOf(own)) === undefined ? await downloadAt(project, commit, path) : own
  const info = await stat(here)
  if (info.isFile()) return [{ path, size: info.size, content: { file: here } }]
  const found: HubFile[] = []
  for (const entry of await readdir(here, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const { size } = await stat(file)
    if (entry.isDirectory()) continue
    if (found.length === MOST_FILES)
      throw new OutsideError('hub-request-failed', `${path} has more than ${MOST_FILES} files.`, {
        key: 'hub',
        value: path,
        remedy: 'Upload a model of fewer files, such as an archive.',
      })
    found.push({ path: `${path}/${file.slice(here.length + 1)}`, size, content: { file } })
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1))
}
