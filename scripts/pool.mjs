import { availableParallelism } from 'node:os'

/**
 * Runs jobs in their order, as many at once as there are processors. A job that ends makes room for the next one.
 * @param jobs functions that start a job and return a promise of its end
 */
export async function runPool(jobs, size = availableParallelism()) {
  const waiting = [...jobs]
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job()
  }
  await Promise.all(Array.from({ length: Math.max(size, 1) }, lane))
}
