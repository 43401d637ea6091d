import type { MlflowClient } from '../../mlflow/client.js'
import { type ModelVersion, tagVersion } from '../../mlflow/registry.js'
import type { Run } from '../../run/run.js'

/** Followed by the alias or stage; the value is JSON: at, by, from, why, commit, run. What it said before is under the same name with `.1`, `.2` … */
const PROMOTED_TAG = 'dvc-ci.promoted.'

/** How a version came to an alias or a stage. */
export interface Promotion {
  /** The version that had it before. */
  from?: string | undefined
  why: string
  /** The commit whose model has it now. */
  commit: string
}

/** True where dvc-ci has given a version this alias or stage before. */
export function wasPromoted({ tags }: ModelVersion, where: string): boolean {
  return tags.has(`${PROMOTED_TAG}${where}`)
}

/**
 * Writes into a version's tags who gave it an alias or a stage, when, from which version and why. Nothing of its history is lost: what stood there moves to a
 * numbered tag. The same promotion is written once, however often a run that was cut off is run again.
 */
export async function notePromotion(
  { settings }: Run,
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
  const { actor, runUrl } = settings.event
  const { from, why, commit } = promotion
  await tagVersion(
    client,
    version.name,
    version.version,
    tag,
    JSON.stringify({
      at: new Date().toISOString(),
      by: actor ?? 'dvc-ci',
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
    // Somebody else's words: they are kept, under a number.
    return false
  }
}
