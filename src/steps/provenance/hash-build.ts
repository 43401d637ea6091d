import { basename, resolve } from 'node:path'
import { ProjectError } from '../../errors/errors.js'
import { type ContentDigest, contentDigest, UnsignableContentError } from '../../provenance/digests.js'
import { count } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { findModel } from '../release/find-model.js'

/** The content of a build by SHA-256. Paths are relative to the repository. */
export interface HashedBuild {
  /** The outputs of stages, and the data of a `.dvc` file that has the model. */
  outputs: ReadonlyMap<string, string>
  /** Source data, as far as this machine has it. */
  data: ReadonlyMap<string, string>
  /** Outputs that this machine does not have: those with a hash that their job told, and the others. */
  told: string[]
  absent: string[]
  model?: { path: string; name: string; content: ContentDigest }
}

/**
 * Hashes the outputs of a build, its source data and its model as they are in the workspace.
 * @returns undefined where a path cannot be signed, and the settings do not require it
 * @throws {ProjectError} a link out of DVC's cache, or an entry that is no file
 */
export async function hashBuild(project: Project): Promise<HashedBuild | undefined> {
  const { run } = project
  return run.step('hash outputs', async (outcome) => {
    try {
      const hashed = await hashAll(project)
      outcome.message = `${count(hashed.outputs.size, 'output')}, ${count(hashed.data.size, 'data file')}`
      return hashed
    } catch (error) {
      if (run.settings.provenance.use === 'required' || !(error instanceof ProjectError)) throw error
      outcome.conclusion = 'warning'
      outcome.message = error.message
      run.host.warning(`The build is not signed: ${error.text}`)
      return undefined
    }
  })
}

async function hashAll(project: Project): Promise<HashedBuild> {
  const { stages, inGit } = project
  const [outputs, data] = [new Map<string, string>(), new Map<string, string>()]
  const [told, absent]: [string[], string[]] = [[], []]
  const contents = new Map<string, ContentDigest>()
  const model = findModel(project)
  for (const { kind, outs } of stages)
    for (const { path } of outs) {
      const [content, hash] = [await contentAt(project, path), project.hashes?.get(path)]
      if (content === undefined) {
        if (kind !== 'stage') continue
        if (hash === undefined) absent.push(inGit(path))
        else {
          told.push(inGit(path))
          outputs.set(inGit(path), hash)
        }
        continue
      }
      if (hash !== undefined && hash !== content.sha256) throw alteredOnTheWay(inGit(path), hash, content.sha256)
      contents.set(path, content)
      if (kind !== 'stage') data.set(inGit(path), content.sha256)
      if (kind === 'stage' || path === model?.out.path) outputs.set(inGit(path), content.sha256)
    }
  const content = model && (contents.get(model.path) ?? (await contentAt(project, model.path)))
  return {
    outputs,
    data,
    told,
    absent,
    ...(model === undefined || content === undefined
      ? {}
      : { model: { path: inGit(model.path), name: basename(model.path), content } }),
  }
}

/** The content of a path relative to the working directory; undefined where it is not here. @throws {ProjectError} */
async function contentAt({ run, index, inGit }: Project, path: string): Promise<ContentDigest | undefined> {
  try {
    return await contentDigest(resolve(run.settings.workingDirectory, path), index.cache)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (!(error instanceof UnsignableContentError)) throw error
    throw new ProjectError('output-unsignable', `${inGit(path)} cannot be signed: ${error.message}`, {
      key: 'provenance',
      path: inGit(path),
      remedy: 'Let the stage write files in place of links, or set `provenance: off`.',
    })
  }
}

/**
 * Compares a signed build with the workspace again, before it is registered and deployed.
 * @throws {ProjectError} an output differs from the signed one, or is not here any more
 */
export async function requireSignedBytes(project: Project, signed: HashedBuild): Promise<void> {
  const { run, fromGit } = project
  await run.step('compare signed outputs', async (outcome) => {
    for (const [path, sha256] of signed.outputs) {
      if (signed.told.includes(path)) continue
      const now = await contentAt(project, fromGit(path))
      if (now?.sha256 === sha256) continue
      throw new ProjectError(
        'signed-output-altered',
        `${path} differs from the output that this build signed: its SHA-256 is ${now?.sha256.slice(0, 12) ?? 'unknown, for it is not here'}, and ${sha256.slice(0, 12)} was signed.`,
        {
          key: 'provenance',
          value: path,
          path,
          remedy:
            'Find the process that writes to it after its stage, such as another job on this machine. The build is published; it was neither registered, deployed nor uploaded.',
        },
      )
    }
    outcome.message = count(signed.outputs.size - signed.told.length, 'output')
  })
}

function alteredOnTheWay(path: string, told: string, found: string): ProjectError {
  return new ProjectError(
    'signed-output-altered',
    `${path} differs from the output of its job: its SHA-256 is ${found.slice(0, 12)}, and the job told ${told.slice(0, 12)}.`,
    {
      key: 'provenance',
      value: path,
      path,
      remedy: 'The remote has another content than the job made. Run the build again.',
    },
  )
}

/**
 * The SHA-256 of the cached outputs of a job on this machine, by path, for the machine that signs.
 * @returns undefined where builds are not signed, or an output cannot be
 * @throws {ProjectError} an output cannot be signed, and the settings require it
 */
export async function jobHashes(
  project: Project,
  names: readonly string[],
): Promise<Record<string, string> | undefined> {
  const { use } = project.run.settings.provenance
  if (use === 'off') return undefined
  const outs = project.stages.filter(({ name }) => names.includes(name)).flatMap((stage) => stage.outs)
  const hashes: Record<string, string> = {}
  try {
    for (const { path } of outs.filter(({ cache }) => cache)) {
      const content = await contentAt(project, path)
      if (content !== undefined) hashes[path] = content.sha256
    }
    return hashes
  } catch (error) {
    if (use === 'required' || !(error instanceof ProjectError)) throw error
    return undefined
  }
}
