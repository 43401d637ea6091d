import { isCacheOffered } from '../../cache/service.js'
import type { Identity, Surroundings } from '../../dvc/surroundings.js'
import { SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import { relativePath } from '../../text/relative-path.js'
import { usedRemotes } from '../data/versioned-remote.js'
import type { Project } from '../project/project.js'
import type { Finding } from './examine.js'

/** The interpreter of DVC, and the extra of DVC for each remote. */
export async function examinePackages(
  project: Project,
  signal: AbortSignal,
): Promise<Finding & { facts: Surroundings }> {
  const facts = await project.dvc.surroundings(usedRemotes(project), signal)
  const { version, executable } = facts.python
  const python = `Python ${version} (${executable})`
  const lacking = facts.remotes.filter((remote) => remote.lacking.length > 0)
  if (lacking.length > 0) {
    const extras = [...new Set(lacking.map(({ extra }) => extra))].join(',')
    const message = `${python}; ${lacking.map(({ name, lacking: packages }) => `the remote '${name}' needs ${packages.join(', ')}`).join('; ')}.`
    const remedy = `Install DVC with its extra: \`pip install 'dvc[${extras}]'\`.`
    return { facts, message, error: new SetupError('remote-support-missing', message, { remedy }) }
  }
  const needed = facts.remotes.map(({ name, extra }) =>
    extra === null ? `'${name}' needs no extra` : `'${name}' has dvc[${extra}]`,
  )
  return { facts, message: [python, ...needed].join('; ') }
}

/** Whether DVC can write to its cache, and how files come from there into the workspace. */
export function examineCache({ cache }: Surroundings, directory: string): Finding {
  const { types, works, sameFileSystem, reason } = cache
  const inside = relativePath(directory, cache.path)
  const path = inside.startsWith('..') ? cache.path : inside
  if (reason !== null) {
    const message = `DVC cannot write to its cache ${path}: ${reason}.`
    const remedy = 'Give this user the rights to the folder, or set another one: `dvc cache dir --local FOLDER`.'
    return {
      message,
      error: new SetupError('cache-folder-unusable', message, { key: 'cache.dir', value: path, remedy }),
    }
  }
  const place = sameFileSystem === true ? '' : ', on another file system than the workspace'
  const used = types.find((type) => works.includes(type))
  const text = `${path}${place} can be written; links: ${works.join(', ')}`
  if (used === undefined)
    return {
      state: 'warning',
      message: `${text}; cache.type is ${types.join(', ')}, and none of them works`,
      remedy: 'Run `dvc config cache.type reflink,copy`, or put cache and workspace on one file system.',
    }
  return { message: `${text}; DVC uses ${used}${used === 'copy' ? ', so data takes its space twice' : ''}` }
}

/** Who the credentials of the remotes are. */
export async function examineIdentity(project: Project, signal: AbortSignal): Promise<Finding> {
  const found = await project.dvc.identities(usedRemotes(project), signal)
  if (found.length === 0) return { state: 'skipped', message: 'no output has a remote' }
  return { message: found.map(identityText).join('; ') }
}

function identityText({ name, who, how, note }: Identity): string {
  const from = how === null ? '' : ` (${how})`
  const facts = [
    ...(who === null ? [] : [`${who}${from}`]),
    ...(note === null ? [] : [who === null ? note + from : note]),
  ]
  return `'${name}': ${facts.join(', ')}`
}

/** Whether GitHub's cache answers this job. */
export async function examineSharedCache({ cache }: Run, signal: AbortSignal): Promise<Finding> {
  if (cache === undefined)
    return {
      state: 'skipped',
      message: isCacheOffered(process.env) ? 'the setting `cache` is off' : 'this machine has no cache of GitHub',
    }
  const reason = await cache.tryOut(signal)
  return reason === undefined
    ? { message: 'answers this job' }
    : {
        state: 'warning',
        message: `does not answer: ${reason}`,
        remedy: 'A run goes on without it, and downloads more. Check that the runner can reach GitHub’s cache service.',
      }
}
