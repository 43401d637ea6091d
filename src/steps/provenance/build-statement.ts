import { randomUUID } from 'node:crypto'
import { textDigest } from '../../provenance/digests.js'
import { BUILD_TYPE, type Material, provenanceStatement } from '../../provenance/statement.js'
import { redactStrings } from '../../run/redact.js'
import { version } from '../../run/version.js'
import { ENVIRONMENT_FOLDER } from '../environment/record-environment.js'
import { lockFiles } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { readParams } from '../project/read-params.js'
import type { HashedBuild } from './hash-build.js'

/** The SHA-256 of each dvc.lock of a commit, by path from the root of the repository. */
export async function lockDigests(project: Project, commit: string): Promise<Map<string, string>> {
  const blobs = await project.git.readFiles(commit, lockFiles(project).map(project.inGit))
  return new Map([...blobs].map(([path, blob]) => [path, textDigest(blob)]))
}

/** The statement of SLSA provenance about a build, without masked values. */
export async function buildStatement(
  project: Project,
  hashed: HashedBuild,
  locks: ReadonlyMap<string, string>,
): Promise<string> {
  const { run, inGit, installation } = project
  const { event, rebuild, mode } = run.settings
  const { source, environment, stages, started } = run.report
  const params = await readParams(project)
  const statement = provenanceStatement({
    subjects: new Map([...hashed.outputs, ...locks]),
    external: {
      mode,
      force: rebuild.force.kind === 'stages' ? rebuild.force.stages : rebuild.force.kind,
      params: Object.fromEntries([...params].map(([path, values]) => [inGit(path), values])),
    },
    internal: {
      directory: inGit('.'),
      dvc: installation.version,
      stages: Object.fromEntries(stages.map(({ name, verdict }) => [name, verdict])),
      ...(hashed.told.length === 0 ? {} : { outputs_hashed_by_jobs: hashed.told }),
      ...(hashed.absent.length === 0 ? {} : { outputs_elsewhere: hashed.absent }),
    },
    materials: [
      { ...gitUri(project), digest: { gitCommit: source.sha } },
      ...sourceData(project, hashed),
      ...(environment === undefined
        ? []
        : [
            ...environment.lock_files.map(({ path, hash }): Material => ({ name: path, digest: { sha256: hash } })),
            {
              name: 'environment',
              ...gitUri(project, `refs/${ENVIRONMENT_FOLDER}/${environment.hash}`),
              digest: { gitBlob: environment.hash },
            },
          ]),
    ],
    builder: builderOf(project),
    version: version(),
    invocation:
      event.runUrl === undefined ? `urn:uuid:${randomUUID()}` : `${event.runUrl}/attempts/${event.run?.attempt ?? 1}`,
    started: started === undefined ? new Date() : new Date(started),
    finished: new Date(),
  })
  return JSON.stringify(redactStrings(statement, (text) => run.host.redact(text)))
}

/** Where a build was made: the workflow on GitHub. Another machine proves no more than that it is one. */
function builderOf({ run }: Project): string {
  const { repository, workflow, ref, runUrl } = run.settings.event
  const server = runUrl === undefined ? undefined : new URL(runUrl).origin
  return server === undefined || repository === undefined || workflow === undefined
    ? BUILD_TYPE.replace(/#.*$/, '#builds-outside-of-github')
    : `${server}/${repository}/${workflow}@${ref}`
}

/** The repository of the source commit with its ref, as SPDX writes it. */
function gitUri({ run }: Project, ref = run.settings.event.ref): { uri?: string } {
  const { repository } = run.report.source
  return repository === undefined ? {} : { uri: `git+${repository}${ref === '' ? '' : `@${ref}`}` }
}

/** The source data with the hashes of DVC, and the SHA-256 of what is on this machine. */
function sourceData({ stages, inGit }: Project, { data }: HashedBuild): Material[] {
  return stages
    .filter(({ kind }) => kind !== 'stage')
    .flatMap(({ outs }) => outs)
    .map(({ path, hash, hashName = 'md5' }): Material => {
      const sha256 = data.get(inGit(path))
      return {
        name: inGit(path),
        digest: {
          ...(hash === undefined ? {} : { [hashName]: hash }),
          ...(sha256 === undefined ? {} : { sha256 }),
        },
      }
    })
}
