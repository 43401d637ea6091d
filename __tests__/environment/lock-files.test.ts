import fc from 'fast-check'
import { packageChanges } from '../../src/environment/compare.js'
import { concernedStages } from '../../src/environment/concerned.js'
import { definesEnvironment, isCompleteLock, readLock } from '../../src/environment/lock-files.js'
import { stage } from '../lint/build.js'

const read = (name: string, text: string) => {
  const found = readLock(name, text)
  return typeof found === 'string' ? found : Object.fromEntries(found)
}
const NUMPY = { numpy: '2.1.0' }

describe('the packages of a lock file', () => {
  test.each([
    [
      'uv.lock',
      'version = 1\n\n[[package]]\nname = "numpy"\nversion = "2.1.0"\n\n[[package]]\nname = "own"\nsource = { editable = "." }\n',
    ],
    ['poetry.lock', '[[package]]\nname = "NumPy"\nversion = "2.1.0"\nfiles = []\n'],
    ['pdm.lock', '[[package]]\nname = "numpy"\nversion = "2.1.0"\n'],
    ['pylock.toml', 'lock-version = "1.0"\n[[packages]]\nname = "numpy"\nversion = "2.1.0"\n'],
    ['pylock.dev.toml', '[[packages]]\nname = "numpy"\nversion = "2.1.0"\n'],
    ['Pipfile.lock', '{"default": {"numpy": {"version": "==2.1.0", "hashes": []}}, "develop": {"own": {"path": "."}}}'],
    ['conda-lock.yml', 'package:\n- name: numpy\n  version: 2.1.0\n  platform: linux-64\n'],
    ['renv.lock', '{"R": {"Version": "4.4"}, "Packages": {"numpy": {"Package": "numpy", "Version": "2.1.0"}}}'],
    ['environment.yml', 'dependencies:\n- conda-forge::numpy=2.1.0=py312\n- python>=3.10\n'],
    ['environment.yaml', 'dependencies:\n- pip:\n  - numpy[all]==2.1.0\n'],
    [
      'requirements.txt',
      '-r other.txt\nnumpy[all] == 2.1.0 ; python_version > "3.8" \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nscipy>=1\n# six==1\n',
    ],
    ['constraints-dev.txt', 'numpy===2.1.0  # why\r\n'],
  ])('%s', (name, text) => {
    expect(read(name, text)).toEqual(NUMPY)
    expect(definesEnvironment(name)).toBe(true)
  })

  test('a version of Python and the images of a Dockerfile count too', () => {
    expect(read('.python-version', '# pinned\n3.12.1\n3.11\n')).toEqual({ python: '3.12.1' })
    expect(
      read(
        'Dockerfile',
        'FROM --platform=linux/amd64 host:5000/python:3.12-slim@sha256:abc AS base\nRUN x\nfrom base\nFROM scratch\n',
      ),
    ).toEqual({ 'host:5000/python': '3.12-slim@sha256:abc' })
    for (const name of ['Dockerfile', 'train.Dockerfile', 'Dockerfile.gpu', '.python-version'])
      expect([definesEnvironment(name), isCompleteLock(name)]).toEqual([true, false])
    for (const name of ['pyproject.toml', 'lock', 'uv.lock.bak', 'Dockerfiles', 'a-requirements.in'])
      expect(definesEnvironment(name)).toBe(false)
  })

  test('a package with a version for each platform has all of them', () => {
    expect(
      read(
        'uv.lock',
        ['2.2', '2.1', '2.2'].map((version) => `[[package]]\nname = "a"\nversion = "${version}"\n`).join(''),
      ),
    ).toEqual({ a: '2.1 and 2.2' })
  })

  const COMMIT = '0123456789ab0123456789ab0123456789abcdef'
  test.each([
    [
      'uv.lock',
      `[[package]]\nname = "a"\nversion = "1"\nsource = { git = "https://u:secret@host/a?rev=x#${COMMIT}" }\n`,
    ],
    ['poetry.lock', `[[package]]\nname = "a"\nversion = "1"\n[package.source]\nresolved_reference = "${COMMIT}"\n`],
    ['pdm.lock', `[[package]]\nname = "a"\nversion = "1"\nrevision = "${COMMIT}"\n`],
    ['pylock.toml', `[[packages]]\nname = "a"\nversion = "1"\nvcs = { commit-id = "${COMMIT}" }\n`],
    ['Pipfile.lock', `{"default": {"a": {"git": "https://u:secret@host/a", "ref": "${COMMIT}", "version": "==1"}}}`],
    ['renv.lock', `{"Packages": {"a": {"Version": "1", "RemoteSha": "${COMMIT}"}}}`],
  ])('a package from Git has its commit in %s, and nothing of its address', (name, text) => {
    expect(read(name, text)).toEqual({ a: '1 at 0123456789ab' })
  })

  test('an option of pip is no package, and its value is not read', () => {
    expect(read('environment.yml', 'dependencies:\n- pip:\n  - --trusted-host=secret\n  - a==1\n')).toEqual({ a: '1' })
    expect(read('requirements.txt', '--trusted-host==secret\na==1\n')).toEqual({ a: '1' })
  })

  test('a file that cannot be read gives the reason', () => {
    expect(read('uv.lock', '[[package]\nname')).toBe('it is not valid TOML')
    expect(read('Pipfile.lock', '[]')).toBe('it is no mapping')
    expect(read('renv.lock', '{')).toBe('it is not valid JSON')
    expect(read('conda-lock.yml', 'a: [')).toBe('it is not valid YAML')
    expect(read('conda-lock.yml', `a: ${' '.repeat(5 * 1024 * 1024)}`)).toBe('it has more than 4 MiB')
    expect(read('requirements.txt', 'a==1\n<<<<<<< HEAD\nb==1\n=======\nb==2\n>>>>>>> x\n')).toBe(
      'line 2 has a conflict mark of Git',
    )
  })

  test('no text of another shape stops a reader', () => {
    const names = [
      'uv.lock',
      'Pipfile.lock',
      'conda-lock.yml',
      'renv.lock',
      'environment.yml',
      'requirements.txt',
      'Dockerfile',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.oneof(fc.string(), fc.json()), (name, text) => {
        const found = readLock(name, text)
        if (typeof found === 'string') return found.length > 0
        return [...found].flat().every((part) => typeof part === 'string')
      }),
    )
  })

  test('a long line and 5,000 packages are read in time that grows with their size', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `package-${index}`)
    const found = readLock(
      'uv.lock',
      names.map((name) => `[[package]]\nname = "${name}"\nversion = "1.0"\n`).join('\n'),
    )
    expect(typeof found === 'string' ? found : found.size).toBe(5_000)
    for (const text of [`a${' '.repeat(200_000)}b`, ':'.repeat(200_000), `FROM ${':'.repeat(200_000)}`])
      for (const name of ['requirements.txt', 'Dockerfile', '.python-version']) readLock(name, text)
    // A name that no index has would only fill the report.
    expect(read('uv.lock', `[[package]]\nname = "${'n'.repeat(300)}"\nversion = "1"\n`)).toEqual({})
  })
})

test('two sides differ by the packages that were added, removed and changed, by name', () => {
  expect(
    packageChanges(
      new Map([
        ['b', '1'],
        ['a', '1'],
        ['c', '1'],
      ]),
      new Map([
        ['c', '1'],
        ['b', '2'],
        ['d', '3'],
      ]),
    ),
  ).toEqual([
    { name: 'a', value: null, baseline: '1' },
    { name: 'b', value: '2', baseline: '1' },
    { name: 'd', value: '3', baseline: null },
  ])
})

describe('the stages that a file may concern', () => {
  const stages = [
    stage('train', { cmd: 'python src/train.py' }),
    stage('report', { cmd: ['Rscript report.R', 'true'] }),
    stage('count', { cmd: 'wc -l data.csv' }),
    stage('locked', { cmd: 'uv run train' }),
  ]
  test.each([
    ['uv.lock', ['train', 'locked']],
    ['renv.lock', ['report']],
    ['Dockerfile', ['train', 'report', 'count', 'locked']],
  ])('%s', (file, names) => {
    expect(concernedStages(file, stages)).toEqual(names)
  })

  test('where no command tells its language, all', () => {
    expect(concernedStages('uv.lock', stages.slice(2, 3))).toEqual(['count'])
  })
})
