import * as z from 'zod'
import type { Placement } from './fan-out-parts.js'
import type { Stage } from './project.js'

/** Our key in the `meta` of a stage. */
export const META_KEY = 'dvc-ci'

const label = z.string().regex(/^[^\x00-\x1f\x7f]{1,200}$/)
const placed = z.looseObject({
  'runs-on': z.union([label, z.array(label).min(1).max(20)]).optional(),
  container: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$/)
    .optional(),
})

/**
 * The machine that a stage asks for in dvc.yaml: `meta: { dvc-ci: { runs-on: gpu, container: image } }`.
 * @returns undefined where the stage asks for none; the reason and the remedy where the value cannot be read
 */
export function placementOf(
  { meta }: Pick<Stage, 'meta'>,
  fallback: Placement,
): Placement | undefined | { reason: string; remedy: string } {
  const written = meta?.[META_KEY]
  if (written === undefined || written === null) return undefined
  const parsed = placed.safeParse(written)
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path[0]
    return key === 'container'
      ? { reason: 'its container is not a valid image name', remedy: 'Write an image such as ghcr.io/team/cuda:12.' }
      : key === 'runs-on'
        ? {
            reason: 'its runs-on is not a valid runner label',
            remedy: 'Write a label such as ubuntu-latest, or a list of them such as [self-hosted, gpu].',
          }
        : {
            reason: `meta: ${META_KEY} is not a mapping`,
            remedy: `Write it as a mapping, such as ${META_KEY}: { runs-on: [self-hosted, gpu] }.`,
          }
  }
  const { 'runs-on': runsOn, container } = parsed.data
  if (runsOn === undefined && container === undefined) return undefined
  return { runsOn: runsOn ?? fallback.runsOn, ...(container === undefined ? {} : { container }) }
}
