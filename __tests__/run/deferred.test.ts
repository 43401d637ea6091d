import { expect, test } from '@jest/globals'
import { deferred } from '../../src/run/deferred.js'

test('a deferred promise brings the value that other code gives it, and ignores a later reason', async () => {
  const { promise, resolve, reject } = deferred<number>()
  resolve(3)
  reject(new Error('too late'))
  expect(await promise).toBe(3)
})

test('a deferred promise fails with the reason that other code gives it', async () => {
  const { promise, reject } = deferred<number>()
  reject(new Error('no answer'))
  await expect(promise).rejects.toThrow('no answer')
})
