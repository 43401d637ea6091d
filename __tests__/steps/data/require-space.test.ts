import { expect, test } from '@jest/globals'
import { shortage } from '../../../src/steps/data/require-space.js'

const GB = 1e9
const cache = (free: number, device = 1) => ({ path: '/w/.dvc/cache', device, free })
const workspace = (free: number, device = 1) => ({ path: '/w', device, free })

test.each([
  ['everything fits', { cache: 5 * GB, workspace: 5 * GB }, cache(10 * GB), workspace(10 * GB), undefined],
  [
    'one disk for both is too small',
    { cache: 5 * GB, workspace: 5 * GB },
    cache(9 * GB),
    workspace(9 * GB),
    "the data needs 5 GB in DVC's cache (/w/.dvc/cache), and 5 GB as copies in the workspace; the disk has 9 GB free.",
  ],
  ['links need no copies', { cache: 5 * GB, workspace: 0 }, cache(9 * GB), workspace(9 * GB), undefined],
  [
    'the disk of the cache is too small',
    { cache: 5 * GB, workspace: 5 * GB },
    cache(4 * GB),
    workspace(90 * GB, 2),
    "the data needs 5 GB in DVC's cache (/w/.dvc/cache); the disk of the cache has 4 GB free.",
  ],
  [
    'the disk of the workspace is too small',
    { cache: 5 * GB, workspace: 5 * GB },
    cache(90 * GB),
    workspace(4 * GB, 2),
    'the data needs 5 GB in the workspace (/w); its disk has 4 GB free.',
  ],
  ['two disks have space', { cache: 5 * GB, workspace: 5 * GB }, cache(5 * GB), workspace(5 * GB, 2), undefined],
])('%s', (_, demand, one, other, message) => {
  expect(shortage(demand, one, other)).toBe(message)
})
