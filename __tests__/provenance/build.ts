import { execFileSync } from 'node:child_process'
import { contentDigest } from '../../src/provenance/digests.js'
import { provenanceStatement } from '../../src/provenance/statement.js'
import type { Clone } from '../support/project.js'

/** The outputs of the tiny project, and its dvc.lock. */
export const SUBJECTS = ['data/parts', 'models/a.txt', 'models/b.txt', 'metrics.json', 'curve.csv', 'dvc.lock']
export const REPOSITORY = 'https://github.com/team/digits'

/** Parts of a statement that differ from the truth. */
interface Untruth {
  source?: string
  repository?: string
  ref?: string
  subjects?: readonly string[]
  elsewhere?: readonly string[]
}

/** The text of the statement about the build in the workspace of a clone. */
export async function statementOf(clone: Clone, untruth: Untruth = {}): Promise<string> {
  const source = untruth.source ?? (await clone.head())
  const digests = (untruth.subjects ?? SUBJECTS).map(async (path): Promise<[string, string]> => {
    const { sha256 } = await contentDigest(clone.path(path), clone.path('.dvc', 'cache'))
    return [path, sha256]
  })
  const ref = untruth.ref ?? 'refs/heads/main'
  const repository = untruth.repository ?? REPOSITORY
  return JSON.stringify(
    provenanceStatement({
      subjects: new Map(await Promise.all(digests)),
      external: { mode: 'rebuild' },
      internal: untruth.elsewhere === undefined ? {} : { outputs_elsewhere: untruth.elsewhere },
      materials: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: source } }],
      builder: `${repository}/.github/workflows/rebuild.yml@${ref}`,
      version: '1.0.0',
      invocation: `${repository}/actions/runs/1/attempts/1`,
      started: new Date(0),
      finished: new Date(1),
    }),
  )
}

/** Puts bundles on the server as those of a commit. */
export async function publish(clone: Clone, commit: string, ...bundles: string[]): Promise<void> {
  const input = `${bundles.join('\n')}\n`
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
    cwd: clone.directory,
    env: clone.env,
    input,
    encoding: 'utf8',
  }).trim()
  await clone.git('push', '-q', '--force', 'origin', `${blob}:refs/dvc-ci/provenance/${commit}`)
}
