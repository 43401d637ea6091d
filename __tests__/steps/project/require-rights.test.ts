import { expect, test } from '@jest/globals'
import { requireRights } from '../../../src/steps/project/require-rights.js'

const denied = (...paths: string[]) =>
  requireRights({ root: '/p', directory: '/p/sub' }, (path) =>
    paths.includes(path)
      ? Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
      : Promise.reject(Object.assign(new Error('absent'), { code: 'ENOENT' })),
  )

test.each(['/p/sub', '/p/.dvc', '/p/.dvc/tmp'])('a run needs the rights to %s', async (path) => {
  await expect(denied(path)).rejects.toMatchObject({ id: 'file-access-denied', details: { value: path } })
})

test('DVC makes a folder that is absent', async () => {
  await expect(denied()).resolves.toBeUndefined()
})
