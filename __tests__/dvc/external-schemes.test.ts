import { expect, test } from '@jest/globals'
import { externalSchemes } from '../../src/dvc/external-schemes.js'

test('dependencies, outputs, imports and datasets outside of the repository bring their schemes', () => {
  const pipeline = {
    stages: {
      a: { cmd: 'aws s3 cp oss://x/y .', deps: ['s3://bucket/a', 'src/a.py', { 'gs://bucket/b': { hash: 'etag' } }] },
      b: { foreach: ['x'], do: { cmd: 'azure://no/x', deps: ['webdavs://host/${item}'], outs: ['remote://store/o'] } },
    },
    datasets: [
      { name: 'u', type: 'url', url: 'azure://container/u' },
      { name: 'd', type: 'dvc', url: 'ssh://git@host/repo.git', path: 'x' },
    ],
  }
  const imported = { deps: [{ path: 'hdfs://host/x', hash: 'md5' }], outs: [{ path: 'x' }], desc: 'see oss://no/x' }
  const fromGit = { deps: [{ path: 'x', repo: { url: 'ssh://git@host/repo.git' } }] }
  const lock = { stages: { a: { cmd: 'x', deps: [{ path: 'oss://old/x' }] } } }
  expect(
    externalSchemes([
      { kind: 'pipeline', data: pipeline },
      { kind: 'data', data: imported },
      { kind: 'data', data: fromGit },
      { kind: 'lock', data: lock },
    ]),
  ).toEqual(['azure', 'gs', 'hdfs', 'remote', 's3', 'webdavs'])
})
