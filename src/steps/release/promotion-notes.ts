import type { MlflowClient } from '../../mlflow/client.js'
import { type ModelVersion, tagVersion } from '../../mlflow/registry.js'
import type { Run } from '../../run/run.js'
import type { Project } from '../project/project.js'

/**
 * The start of a tag's name; the alias or stage follows. The value is JSON with the keys at, by, from, why, commit and
 * run. Earlier values are in tags of the same name with `.1`, `.2` …
 */
const PROMOTED_TAG = 'dvc-ci.promoted.'

/** How a version got an alias or a stage. */
export interface Promotion {
  /** The version that had the alias before. */
  from?: string | undefined
  why: string
  /** The person: the actor of the workflow, else Git's identity of this machine (`promoterOf`). */
  by: string
  /** The commit with the model of the version. */
  commit: string
}

/** The person who promotes: the actor of the workflow, else the name or the e-mail of Git's identity. */
export async function promoterOf({ run, git }: Pick<Project, 'run' | 'git'>): Promise<string> {
  return run.settings.event.actor ?? (await git.ownName()) ?? 'dvc-ci'
}

/** True where dvc-ci gave a version this alias or stage before. */
export function wasPromoted({ tags }: ModelVersion, where: string): boolean {
  return tags.has(`${PROMOTED_TAG}${where}`)
}

/**
 * Writes a promotion into the tags of a version: who gave it the alias or stage, when, from which version and why. An
 * earlier value moves to a numbered tag. A repeated run writes the same promotion once.
 */
export async function notePromotion(
  { settings }: Pick<Run, 'settings'>,
  client: MlflowClient,
  version: ModelVersion,
  where: string,
  promotion: Promotion,
): Promise<void> {
  const tag = `${PROMOTED_TAG}${where}`
  const latest = version.tags.get(tag)
  if (latest !== undefined) {
    if (isSame(latest, promotion)) return
    const earlier = [...version.tags].flatMap(([name, value]): [number, string][] =>
      name.startsWith(`${tag}.`) && /^\d+$/.test(name.slice(tag.length + 1))
        ? [[Number(name.slice(tag.length + 1)), value]]
        : [],
    )
    if (!earlier.some(([, value]) => value === latest))
      await tagVersion(
        client,
        version.name,
        version.version,
        `${tag}.${Math.max(0, ...earlier.map(([number]) => number)) + 1}`,
        latest,
      )
  }
  const { runUrl } = settings.event
  const { from, why, commit, by } = promotion
  await tagVersion(
    client,
    version.name,
    version.version,
    tag,
    JSON.stringify({
      at: new Date().toISOString(),
      by,
      ...(from === undefined ? {} : { from }),
      why,
      commit,
      ...(runUrl === undefined ? {} : { run: runUrl }),
    }),
  )
}

function isSame(text: string, { from, why, commit }: Promotion): boolean {
  try {
    const noted = JSON.parse(text) as unknown
    if (typeof noted !== 'object' || noted === null) return false
    const seen = noted as { from?: unknown; why?: unknown; commit?: unknown }
    return seen.from === from && seen.why === why && seen.commit === commit
  } catch {
    // The user or another tool wrote the value. It moves to a numbered tag.
    return false
  }
}
