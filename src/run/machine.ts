import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

/** The processors, bytes of memory and graphics processors of this machine or container. */
export function machineCapacity(): { cpus: number; memory: number; gpu: number } {
  // Zero and very large numbers both mean no limit (Node.js, process.constrainedMemory).
  const limit = process.constrainedMemory()
  return {
    cpus: Math.max(1, Math.min(availableParallelism(), quota())),
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    gpu: visibleGpus(process.env),
  }
}

/** Whole processors that the container may use ("Control Group v2", cpu.max); Infinity without a limit. */
function quota(): number {
  try {
    const [max, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ').map(Number)
    return max !== undefined && period !== undefined && max > 0 && period > 0 ? Math.ceil(max / period) : Infinity
  } catch {
    return Infinity
  }
}

/** Number of NVIDIA devices that CUDA_VISIBLE_DEVICES allows. */
function visibleGpus(env: NodeJS.ProcessEnv): number {
  const chosen = env['CUDA_VISIBLE_DEVICES']
  if (chosen !== undefined) return chosen.split(',').filter((part) => part.trim() !== '' && part.trim() !== '-1').length
  try {
    return readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length
  } catch {
    return 0
  }
}
