import { SetupError } from '../../errors/errors.js'
import { isBuildNote } from '../official/official-builds.js'
import { SOURCE_TRAILER } from '../official/trailers.js'
import type { Project } from '../project/project.js'
import { commitOfVersion, versionNumber } from '../release/restore-alias.js'
import type { ProvenBuild } from '../verification/require-verified.js'

/** The version that a run restores. */
export interface Version {
  sha: string
  /** Its name in the request of the user; a full hash is short. */
  label: string
  /** Its verified provenance, where the settings require it. */
  proven?: ProvenBuild
}

/**
 * The commit that the settings name. The tag of the server comes first: a local one may be old.
 * @throws {SetupError} no tag, branch or commit has this name
 */
export async function findVersion(project: Project): Promise<Version> {
  const { run, git } = project
  const { to } = run.settings.rollback
  return run.step('version', async (outcome) => {
    const number = versionNumber(to)
    const sha = number === undefined ? await revisionOf({ run, git }, to) : await commitOfVersion(project, number)
    if (sha === undefined) {
      throw new SetupError('revision-unknown', `to: there is no tag, branch or commit '${to}'.`, {
        key: 'to',
        value: to,
        remedy:
          'List them with `git tag` and `git log`. In a shallow checkout, give a tag or a full hash, or set `fetch-depth: 0`.',
      })
    }
    const replaced = await replacedBuild(project)
    run.report.rollback = {
      to,
      sha,
      targets: [...run.settings.rollback.targets],
      ...(replaced === undefined ? {} : { replaced }),
    }
    outcome.message = `${to}, ${sha.slice(0, 7)}`
    return { sha, label: sha === to ? sha.slice(0, 7) : to }
  })
}

/** The source commit of the build that HEAD is: people talk about this version in its pull request. */
async function replacedBuild({ run, git, inGit }: Project): Promise<string | undefined> {
  const notes = await git.notes(run.report.source.sha)
  return isBuildNote({ inGit }, notes) ? notes.get(SOURCE_TRAILER) : undefined
}

async function revisionOf({ run, git }: Pick<Project, 'run' | 'git'>, to: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/.test(to)) return git.ensureCommit(to)
  try {
    const tag = await git.resolveBaseline({ kind: 'tag', name: to.replace(/^refs\/tags\//, '') }, run.settings.event)
    if (tag.sha !== undefined) return tag.sha
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
  }
  return git.resolve(to)
}
