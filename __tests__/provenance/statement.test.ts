import fc from 'fast-check'
import { manifestText, textDigest } from '../../src/provenance/digests.js'
import {
  type BuildFacts,
  isModel,
  modelStatement,
  provenanceStatement,
  readStatement,
  sourceCommit,
  subjectsOf,
} from '../../src/provenance/statement.js'

const A = '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7'
const B = '0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f'

const FACTS: BuildFacts = {
  subjects: new Map([
    ['models/model.pkl', A],
    ['dvc.lock', B],
  ]),
  external: { mode: 'rebuild', stages: [], params: { 'params.yaml': { train: { epochs: 3 } } } },
  internal: {},
  materials: [{ uri: 'git+https://github.com/a/b@refs/heads/main', digest: { gitCommit: 'c'.repeat(40) } }],
  builder: 'https://github.com/a/b/.github/workflows/rebuild.yml@refs/heads/main',
  version: '1.0.0',
  invocation: 'https://github.com/a/b/actions/runs/1/attempts/1',
  started: new Date(0),
  finished: new Date(1000),
}

test('the statement of a build is read as it was written, with subjects in the order of their names', () => {
  const written = provenanceStatement(FACTS)
  expect(written.subject.map(({ name }) => name)).toEqual(['dvc.lock', 'models/model.pkl'])
  const read = readStatement(JSON.stringify(written))
  if (!('statement' in read) || isModel(read.statement)) throw new Error(JSON.stringify(read))
  expect(subjectsOf(read.statement)).toEqual(FACTS.subjects)
  expect(sourceCommit(read.statement)).toBe('c'.repeat(40))
})

test('the statement of a model is the one that model_signing 1.1.1 makes', () => {
  // Digests of `model_signing sign key` for a folder with a.txt ("a\n") and sub/b.txt ("b\n"), and for a.txt alone.
  const files = [
    { path: 'sub/b.txt', sha256: B },
    { path: 'a.txt', sha256: A },
    { path: '.gitignore', sha256: A },
    { path: '.git/config', sha256: A },
  ]
  const folder = modelStatement('model', { sha256: '', bytes: 4, files })
  expect(folder.subject[0]?.digest.sha256).toBe('6ec7b73f58839768f5eb006d96b02ebaa7bf3d30c5daaccc832663c8266e0931')
  expect(folder.predicate.resources.map(({ name }) => name)).toEqual(['a.txt', 'sub/b.txt'])
  const file = modelStatement('a.txt', { sha256: A, bytes: 2 })
  expect(file.subject).toEqual([
    { name: 'a.txt', digest: { sha256: '225f1bbbc4b1a3d97c622a492d91ea8d6858d7e1164bbbb5953f74311d6d222e' } },
  ])
  expect(file.predicate.resources).toEqual([{ name: '.', algorithm: 'sha256', digest: A }])
  expect(readStatement(JSON.stringify(folder))).toHaveProperty('statement')
})

test('files of a model are ordered part by part, as model_signing orders them', () => {
  const paths = ['a.txt', 'a/b', 'a/b/c'.replace('b/', 'b-/'), 'a!', 'z', 'é', '\u{1F600}', '\uFF5E']
  const { predicate } = modelStatement('m', { sha256: '', bytes: 0, files: paths.map((path) => ({ path, sha256: A })) })
  expect(predicate.resources.map(({ name }) => name)).toEqual([
    'a/b',
    'a/b-/c',
    'a!',
    'a.txt',
    'z',
    'é',
    '\uFF5E',
    '\u{1F600}',
  ])
})

test('the manifest of a folder has the lines of sha256sum in the order of the bytes of the paths', () => {
  const files = ['b', 'a/c', 'a.txt', 'new\nline', 'back\\slash\r', '\u{1F600}', '\uFF5E'].map((path) => ({
    path,
    sha256: A,
  }))
  expect(manifestText(files).split('\n')).toEqual([
    `${A}  a.txt`,
    `${A}  a/c`,
    `${A}  b`,
    `\\${A}  back\\\\slash\\r`,
    `\\${A}  new\\nline`,
    `${A}  \uFF5E`,
    `${A}  \u{1F600}`,
    '',
  ])
})

test('two folders have one manifest only if they have the same files', () => {
  const folder = fc.dictionary(
    fc.string({ minLength: 1, unit: fc.constantFrom('a', '/', '\\', '\n', '\r', ' ', 'n') }),
    fc.constantFrom(A, B),
  )
  const filesOf = (named: Record<string, string>) => Object.entries(named).map(([path, sha256]) => ({ path, sha256 }))
  fc.assert(
    fc.property(folder, folder, (one, other) => {
      const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
      expect(textDigest(manifestText(filesOf(one))) === textDigest(manifestText(filesOf(other)))).toBe(same)
    }),
  )
})

test('a text that is no statement is refused with the reason', () => {
  const build = provenanceStatement(FACTS)
  const model = modelStatement('m', { sha256: A, bytes: 1 })
  const twice = [...build.subject, { name: 'dvc.lock', digest: { sha256: A } }]
  const cases: [unknown, RegExp][] = [
    ['', /not JSON/],
    ['{', /not JSON/],
    [`${'['.repeat(100)}${']'.repeat(100)}`, /inside each other/],
    [[], /predicate has the type null/],
    [{ ...build, predicateType: 'https://slsa.dev/provenance/v0.2' }, /v0\.2/],
    [{ ...build, _type: 'https://in-toto.io/Statement/v0.1' }, /its _type/],
    [{ ...build, subject: [] }, /its subject/],
    [{ ...build, subject: twice }, /two subjects have one name/],
    [{ ...build, subject: [{ name: 'a', digest: { sha256: A.toUpperCase() } }] }, /subject\.0\.digest\.sha256/],
    [{ ...build, subject: [{ name: 'a', digest: { md5: 'a' } }] }, /subject\.0\.digest\.sha256/],
    [{ ...build, predicate: {} }, /predicate/],
    [{ ...model, subject: [{ name: 'm', digest: { sha256: A } }] }, /not the hash of its resources/],
    [{ ...model, subject: [...model.subject, { name: 'n', digest: { sha256: A } }] }, /subject/],
    [
      { ...model, predicate: { ...model.predicate, serialization: { method: 'shards', hash_type: 'sha256' } } },
      /serialization\.method/,
    ],
  ]
  for (const [value, fault] of cases) {
    const read = readStatement(typeof value === 'string' ? value : JSON.stringify(value))
    expect('fault' in read ? read.fault : '').toMatch(fault)
  }
})
