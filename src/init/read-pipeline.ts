import { posix } from 'node:path'
import { parse } from 'yaml'
import type { StageFacts } from './facts.js'

/** The parts of a dvc.yaml that `init` needs. */
export interface PipelineFacts {
  stages: StageFacts[]
  /** Metrics files, relative to the folder of dvc.yaml. */
  metrics: string[]
  /** Those of them that a stage makes which evaluates. */
  measured: string[]
  /** Names of the models under `artifacts:`. */
  models: string[]
}

const GPU = /\b(?:cuda|gpus?|nvidia-smi)\b/i
/** More aliases than any pipeline has; an alias bomb has millions. */
const MOST_ALIASES = 1000

/**
 * Reads a dvc.yaml. Stages of a template (`foreach`, `matrix`) count once. Paths with a placeholder are left out.
 * @returns undefined where the text is no mapping in YAML; DVC gives the better message
 */
export function readPipeline(text: string): PipelineFacts | undefined {
  let root: unknown
  try {
    root = parse(text, { maxAliasCount: MOST_ALIASES })
  } catch {
    return undefined
  }
  if (!isTable(root)) return undefined
  const stages = tableOf(root['stages'])
  const bodies = Object.entries(stages).flatMap(([name, stage]) => {
    const body = isTable(stage) && isTable(stage['do']) ? stage['do'] : stage
    return isTable(body) ? [{ name, body }] : []
  })
  const metricsOf = (stages: typeof bodies) =>
    stages.flatMap(({ body }) => {
      const folder = typeof body['wdir'] === 'string' ? body['wdir'] : ''
      return pathsOf(body['metrics']).map((path) => posix.join(folder, path))
    })
  const plain = (paths: readonly string[]) => [...new Set(paths)].filter((path) => !path.includes('${'))
  return {
    stages: bodies.map(({ name, body }) => ({
      name,
      evaluates: evaluates(body),
      gpu: wantsGpu(body),
      runsOn: labelsOf(body),
    })),
    metrics: plain([...metricsOf(bodies), ...pathsOf(root['metrics'])]),
    measured: plain(metricsOf(bodies.filter(({ body }) => evaluates(body)))),
    models: Object.entries(tableOf(root['artifacts'])).flatMap(([name, artifact]) =>
      isTable(artifact) && artifact['type'] === 'model' ? [name] : [],
    ),
  }
}

function evaluates(body: Table): boolean {
  const made = [...pathsOf(body['metrics']), ...pathsOf(body['plots'])]
  return made.length > 0 && pathsOf(body['outs']).length === 0
}

function needsOf(body: Table): Table {
  return tableOf(tableOf(body['meta'])['dvc-ci'])
}

function wantsGpu(body: Table): boolean {
  return needsOf(body)['gpu'] !== undefined || GPU.test(labelsOf(body).join(' ')) || GPU.test(commandOf(body['cmd']))
}

function labelsOf(body: Table): string[] {
  const labels = needsOf(body)['runs-on']
  return [labels].flat().filter((label) => typeof label === 'string')
}

function commandOf(command: unknown): string {
  return Array.isArray(command) ? command.join('\n') : typeof command === 'string' ? command : ''
}

/** The paths of a list whose entries are texts, or mappings of a path to its options. */
function pathsOf(list: unknown): string[] {
  if (typeof list === 'string') return [list]
  if (!Array.isArray(list)) return []
  return list.flatMap((entry: unknown) =>
    typeof entry === 'string' ? [entry] : isTable(entry) ? Object.keys(entry).slice(0, 1) : [],
  )
}

type Table = Record<string, unknown>

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tableOf(value: unknown): Table {
  return isTable(value) ? value : {}
}
