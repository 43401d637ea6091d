import { SetupError } from '../errors/errors.js'
import { count } from '../text/words.js'
import type { Stage } from './project.js'

/** What a machine has for stages that run side by side. */
export interface Capacity {
  /** Processors that this process may use. */
  cpus: number
  /** Bytes of memory, the container's limit included. */
  memory: number
  /** Graphics processors that stages can see. */
  gpu: number
}

/** What a stage asks of the machine while it runs, in `meta: { dvc-ci: … }` of dvc.yaml. */
export interface StageNeeds {
  cpus?: number
  /** Bytes. */
  memory?: number
  gpu?: number
  /** Nothing else runs beside it. */
  exclusive?: boolean
}

/** Keys of `meta: { dvc-ci: … }` that are about the runner of a job, not about this machine. */
const OF_THE_RUNNER = ['runs-on', 'container']
const KEYS = ['cpus', 'memory', 'gpu', 'exclusive']
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/**
 * What a stage asks of the machine; undefined when it asks for nothing.
 * @throws {SetupError} an unknown key, or a value that is none
 */
export function needsOf(stage: Stage): StageNeeds | undefined {
  const own = stage.meta?.['dvc-ci']
  if (own === undefined || own === null) return undefined
  if (typeof own !== 'object' || Array.isArray(own))
    throw wrong(stage, 'dvc-ci', own, `Use a mapping with ${KEYS.join(', ')}.`)
  const needs: StageNeeds = {}
  for (const [key, value] of Object.entries(own)) {
    if (key === 'cpus')
      needs.cpus = amount(stage, key, value, typeof value === 'number' && value > 0, 'Use a number above 0, such as 4.')
    else if (key === 'gpu')
      needs.gpu = amount(
        stage,
        key,
        value,
        typeof value === 'number' && Number.isInteger(value) && value >= 0,
        'Use a whole number, such as 1.',
      )
    else if (key === 'memory') needs.memory = parseBytes(stage, value)
    else if (key === 'exclusive') {
      if (typeof value !== 'boolean') throw wrong(stage, key, value, 'Use true or false.')
      needs.exclusive = value
    } else if (!OF_THE_RUNNER.includes(key))
      throw wrong(stage, key, value, `Known are ${[...KEYS, ...OF_THE_RUNNER].join(', ')}.`)
  }
  return Object.keys(needs).length === 0 ? undefined : needs
}

/**
 * Refuses a stage that would never find room here.
 * @throws {SetupError} it asks for more than the machine has
 */
export function requireRoom(stage: Stage, needs: StageNeeds, machine: Capacity): void {
  const lacking = (key: keyof Capacity, asked: string, has: string) =>
    new SetupError(
      'resources-insufficient',
      `the stage ${stage.name} asks for ${asked}, and this machine has ${has}.`,
      {
        key: `meta.dvc-ci.${key}`,
        value: asked,
        path: stage.file,
        remedy: `Use a larger runner, or ask for less in ${stage.file}.`,
      },
    )
  if ((needs.cpus ?? 0) > machine.cpus)
    throw lacking('cpus', count(needs.cpus ?? 0, 'processor'), count(machine.cpus, 'processor'))
  if ((needs.gpu ?? 0) > machine.gpu) throw lacking('gpu', count(needs.gpu ?? 0, 'GPU'), count(machine.gpu, 'GPU'))
  if ((needs.memory ?? 0) > machine.memory)
    throw lacking('memory', `${gigabytes(needs.memory ?? 0)} of memory`, gigabytes(machine.memory))
}

function amount(stage: Stage, key: string, value: unknown, right: boolean, remedy: string): number {
  if (!right || typeof value !== 'number') throw wrong(stage, key, value, remedy)
  return value
}

/** Bytes of `8G`, `500M` or a plain number of bytes; K, M, G and T are powers of 1,024. */
function parseBytes(stage: Stage, value: unknown): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(String(value)) ?? []
  const bytes = Number(number) * (UNITS[(unit ?? '').toUpperCase()] ?? Number.NaN)
  if (typeof value === 'boolean' || !Number.isFinite(bytes) || bytes <= 0)
    throw wrong(stage, 'memory', value, 'Use a size such as 8G or 500M.')
  return Math.round(bytes)
}

function wrong(stage: Stage, key: string, value: unknown, remedy: string): SetupError {
  const shown = typeof value === 'string' && key === 'memory' ? value : JSON.stringify(value)
  return new SetupError(
    'stage-meta-invalid',
    `meta.dvc-ci of the stage ${stage.name}${key === 'dvc-ci' ? '' : `: ${key}`} cannot be ${shown}.`,
    { key: key === 'dvc-ci' ? 'meta.dvc-ci' : `meta.dvc-ci.${key}`, value: shown, path: stage.file, remedy },
  )
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`
}
