import { readFile } from 'node:fs/promises'
import { arch, cpus, release, type } from 'node:os'
import { runProcess } from '../run/process.js'
import { programsNamed } from './search-path.js'

/** The machine on which stages run. */
export interface MachineFacts {
  /** Operating system and architecture: `Ubuntu 24.04.1 LTS, x64`. */
  system: string
  /** Model and number of processors; empty where the system tells none. */
  cpu: string
  /** Graphics processors, each with its driver. */
  gpu: string[]
  /** The image of the container with its digest, where the container knows it. */
  container?: string
}

const SECONDS = 5
/** Graphics processors that are named. */
const MOST_GPUS = 64
/** Characters of one fact. */
const LONGEST = 200

/** Reads the facts of this machine. Never throws, but for a cancellation. */
export async function machineFacts(options: { cwd: string; signal: AbortSignal }): Promise<MachineFacts> {
  const [system, gpu, container] = await Promise.all([systemName(), graphics(options), imageOf()])
  const [first] = cpus()
  return {
    system: `${system}, ${arch()}`.slice(0, LONGEST),
    cpu: first === undefined ? '' : `${cpus().length} × ${first.model.trim()}`.slice(0, LONGEST),
    gpu,
    ...(container === undefined ? {} : { container }),
  }
}

/** The name in os-release(5), else the kernel with its version. */
async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1]?.trim() ?? `${type()} ${release()}`
}

/** The graphics processors of NVIDIA; none where its program is missing or does not answer. */
async function graphics({ cwd, signal }: { cwd: string; signal: AbortSignal }): Promise<string[]> {
  // A start of a missing program copies the memory of this process too.
  const [program] = await programsNamed('nvidia-smi', process.env)
  if (program === undefined) return []
  try {
    const { code, stdout } = await runProcess([program, '--query-gpu=name,driver_version', '--format=csv,noheader'], {
      cwd,
      signal,
      timeout: SECONDS,
    })
    const lines = code === 0 ? stdout.split('\n').filter((line) => line.trim() !== '') : []
    return lines.slice(0, MOST_GPUS).map((line) =>
      line
        .trim()
        .replace(/, *([^,]*)$/, ', driver $1')
        .slice(0, LONGEST),
    )
  } catch {
    signal.throwIfAborted()
    return []
  }
}

/** Podman tells a container its image; Docker and Kubernetes do not (podman-run(1), `/run/.containerenv`). */
async function imageOf(): Promise<string | undefined> {
  const text = await readFile('/run/.containerenv', 'utf8').catch(() => '')
  const [image, id] = ['image', 'imageid'].map((key) => new RegExp(`^${key}="([^"\\n]+)"`, 'm').exec(text)?.[1])
  return id === undefined ? undefined : `${image ?? ''}@${id}`.slice(0, LONGEST)
}
