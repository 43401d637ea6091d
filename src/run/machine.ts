import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

/** What this machine, or the container that we are in, has: processors, bytes of memory, graphics processors. */
export function machineCapacity(): { cpus: number; memory: number; gpu: number } {
  // Zero and huge numbers both mean no limit (Node.js, process.constrainedMemory).
  const limit = process.constrainedMemory()
  return {
    cpus: Math.max(1, Math.min(availableParallelism(), quota())),
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    gpu: visibleGpus(process.env),
  }
}

/** Processors that the container may use in all, whole ones ("Control Group v2", cpu.max); Infinity without a limit. */
function quota(): number {
  try {
    const [max, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ').map(Number)
    return max !== undefined && period !== undefined && max > 0 && period > 0 ? Math.ceil(max / period) : Infinity
  } catch {
    return Infinity
  }
}

/** NVIDIA's devices, as many of them as CUDA_VISIBLE_DEVICES leaves to us. */
function visibleGpus(env: NodeJS.ProcessEnv): number {
  const chosen = env['CUDA_VISIBLE_DEVICES']
  if (chosen !== undefined) return chosen.split(',').filter((part) => part.trim() !== '' && part.trim() !== '-1').length
  try {
    return readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length
  } catch {
    return 0
  }
}
