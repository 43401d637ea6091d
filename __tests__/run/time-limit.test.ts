import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { timeLimit } from '../../src/run/time-limit.js'

test('a time limit aborts after the memory was collected, where a combined signal alone refers to it', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const ended: unknown[] = []
  for (let request = 0; request < 20; request++) {
    const signal = AbortSignal.any([new AbortController().signal, timeLimit(100)])
    signal.addEventListener('abort', () => ended.push((signal.reason as Error).name))
  }
  await wait(20)
  collect()
  for (const until = Date.now() + 5_000; ended.length < 20 && Date.now() < until; ) await wait(20)
  expect(ended).toEqual(Array.from({ length: 20 }, () => 'TimeoutError'))
})
