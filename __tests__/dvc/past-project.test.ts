import { parsePast, readPastProject } from '../../src/dvc/past-project.js'

const none = () => false

/** One pair of dvc.yaml and dvc.lock. */
function pipeline(yaml: string, lock: string, folder = '.') {
  return { folder, pipeline: parsePast(yaml), lock: parsePast(lock) }
}

const out = (path: string, size = 1) => `    - {path: ${path}, md5: "${path}", size: ${size}}\n`

test('metrics files are found by name, by a template among the outputs, at the top level and below another folder', () => {
  const yaml = `metrics: [top.json, "\${x}.json"]
stages:
  each:
    foreach: [a, b]
    do: { cmd: x, metrics: ["m/\${item}.json": { cache: false }] }
  below: { cmd: x, wdir: sub, metrics: [own.json], outs: [model] }
`
  const lock = `stages:\n  each@a:\n    outs:\n${out('m/a.json')}${out('other.json')}  each@b:\n    outs:\n${out('m/b.json')}  below:\n    outs:\n${out('own.json')}${out('model', 7)}`
  const { metrics, data } = readPastProject([pipeline(yaml, lock, 'p')], none)
  expect([...metrics]).toEqual([
    ['p/top.json', undefined],
    ['p/m/a.json', 'm/a.json'],
    ['p/m/b.json', 'm/b.json'],
    ['p/sub/own.json', 'own.json'],
  ])
  expect(data).toEqual([
    { path: 'p/other.json', hash: 'other.json', size: 1, output: true },
    { path: 'p/sub/model', hash: 'model', size: 7, output: true },
  ])
})

test('parameters have dotted names, and only data of .dvc files counts among the dependencies', () => {
  const lock = `stages:\n  train:\n    deps:\n${out('data/raw.csv')}${out('src/train.py')}    - {path: s3://b/x, md5: x}\n    params:\n      params.yaml: { train.C: 0.5, train: { deep: [1, 2] } }\n`
  const { params, data } = readPastProject(
    [pipeline('stages: { train: { cmd: x } }', lock)],
    (path) => path === 'data/raw.csv' || path.startsWith('s3'),
  )
  expect(params).toEqual([
    { path: 'params.yaml', name: 'train.C', value: 0.5 },
    { path: 'params.yaml', name: 'train.deep', value: [1, 2] },
  ])
  expect(data.map(({ path }) => path)).toEqual(['data/raw.csv'])
})

test.each(['', '[1, 2]', '{', 'stages: 7', 'stages: { train: { outs: [null, 7, {path: 1}], params: 8, deps: x } }'])(
  'a broken file of an old commit has nothing: %j',
  (text) => {
    expect(readPastProject([pipeline(text, text)], none)).toEqual({ metrics: new Map(), params: [], data: [] })
  },
)
