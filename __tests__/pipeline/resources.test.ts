import { describe, expect, test } from '@jest/globals'
import { SetupError } from '../../src/errors/errors.js'
import type { Stage } from '../../src/pipeline/project.js'
import { needsOf, requireRoom } from '../../src/pipeline/resources.js'

const asking = (own: unknown): Stage => ({
  name: 'train',
  kind: 'stage',
  file: 'dvc.yaml',
  wdir: '.',
  frozen: false,
  always: false,
  partial: false,
  deps: [],
  outs: [],
  meta: { 'dvc-ci': own, other: 1 },
})

describe('resources of a stage', () => {
  test.each([
    [
      { cpus: 4, memory: '8G', gpu: 1, exclusive: true },
      { cpus: 4, memory: 8 * 2 ** 30, gpu: 1, exclusive: true },
    ],
    [{ memory: '1.5 GiB' }, { memory: 1.5 * 2 ** 30 }],
    [{ memory: '500MB' }, { memory: 500 * 2 ** 20 }],
    [{ memory: 1024 }, { memory: 1024 }],
    [{ cpus: 0.5, 'runs-on': 'gpu', container: 'image' }, { cpus: 0.5 }],
    [{ 'runs-on': ['gpu'] }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('a stage with the meta %j asks for %j', (own, needs) => {
    expect(needsOf(asking(own))).toEqual(needs)
  })

  test.each([
    [{ cpus: 0 }, 'cpus cannot be 0'],
    [{ cpus: '4' }, 'cpus cannot be "4"'],
    [{ cpus: Number.NaN }, 'cpus'],
    [{ gpu: 1.5 }, 'gpu cannot be 1.5'],
    [{ gpu: -1 }, 'gpu'],
    [{ memory: '8X' }, 'memory cannot be 8X'],
    [{ memory: true }, 'memory cannot be true'],
    [{ memory: '0G' }, 'memory'],
    [{ exclusive: 'yes' }, 'exclusive cannot be "yes"'],
    [{ cpu: 4 }, 'cpu cannot be 4'],
    [['cpus'], 'meta.dvc-ci of the stage train cannot be ["cpus"]'],
    [4, 'meta.dvc-ci of the stage train cannot be 4'],
  ])('the meta %j is rejected: %s', (own, message) => {
    expect(() => needsOf(asking(own))).toThrow(SetupError)
    expect(() => needsOf(asking(own))).toThrow(message)
  })

  test.each([
    [{ cpus: 2, memory: 2 ** 30, gpu: 1, exclusive: true }, undefined],
    [{ cpus: 3 }, 'asks for 3 processors, and this machine has 2 processors'],
    [{ gpu: 2 }, 'asks for 2 GPUs, and this machine has 1 GPU'],
    [{ memory: 2 ** 31 }, 'asks for 2 GiB of memory, and this machine has 1 GiB'],
  ])('a machine with two processors, 1 GiB and one GPU rejects a stage that asks for %j: %s', (needs, message) => {
    const asked = () => requireRoom(asking({}), needs, { cpus: 2, memory: 2 ** 30, gpu: 1 })
    if (message === undefined) expect(asked).not.toThrow()
    else expect(asked).toThrow(message)
  })
})
