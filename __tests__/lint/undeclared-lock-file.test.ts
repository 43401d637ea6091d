import { found, project, stage } from './build.js'

const train = stage('train', {
  cmd: 'python train.py',
  deps: [
    { kind: 'path', path: 'train.py' },
    { kind: 'params', path: 'params.yaml', names: ['a'], locked: {} },
  ],
})
const foundIn = (parts: Parameters<typeof found>[1]) => found('undeclared-lock-file', parts)

test('a lock file on which no stage depends is named with the stages of its language', () => {
  const count = stage('count', { cmd: 'wc -l data.csv' })
  expect(foundIn({ tracked: ['uv.lock', 'tools/uv.lock'], project: project([train, count]) })).toEqual([
    {
      rule: 'undeclared-lock-file',
      path: 'uv.lock',
      severity: 'notice',
      message:
        'No stage depends on uv.lock: a changed package makes no stage stale. Add uv.lock to the deps of train in dvc.yaml.',
    },
  ])
})

test('the path is as dvc.yaml of a project below the top needs it', () => {
  const [finding] = foundIn({ prefix: 'models/digits', tracked: ['uv.lock'], project: project([train]) })
  expect(finding).toMatchObject({
    path: 'uv.lock',
    message: expect.stringContaining('Add ../../uv.lock to') as unknown,
  })
})

test('a declared lock file, a folder around it, a list of a user and a project without stages give no finding', () => {
  const declares = (path: string) => project([train, stage('other', { deps: [{ kind: 'path', path }] })])
  expect(foundIn({ tracked: ['uv.lock'], project: declares('uv.lock') })).toEqual([])
  expect(foundIn({ prefix: 'sub', tracked: ['sub/poetry.lock'], project: declares('poetry.lock') })).toEqual([])
  expect(foundIn({ tracked: ['uv.lock'], project: declares('.') })).toEqual([])
  expect(foundIn({ tracked: ['requirements.txt', 'Dockerfile'], project: project([train]) })).toEqual([])
  expect(foundIn({ tracked: ['uv.lock'], project: project([stage('train', { frozen: true })]) })).toEqual([])
  expect(foundIn({ tracked: ['uv.lock'] })).toEqual([])
})
