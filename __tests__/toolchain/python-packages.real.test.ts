import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { PACKAGES_FILE } from '../../src/dvc/engine-protocol.js'
import { machineFacts } from '../../src/toolchain/machine-facts.js'
import type { RunningPython } from '../../src/toolchain/python.js'
import { readPythonPackages } from '../../src/toolchain/python-packages.js'

const folder = mkdtempSync(join(tmpdir(), 'dvc-ci-python-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { signal } = new AbortController()
// The program itself: a shim of pyenv needs more than a PATH.
const python = dirname(
  execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim(),
)

/** A folder with distributions, for PYTHONPATH. */
function site(name: string, distributions: Record<string, string>): string {
  const path = join(folder, name)
  for (const [own, version] of Object.entries(distributions)) {
    const metadata = join(path, `${own}-${version}.dist-info`)
    mkdirSync(metadata, { recursive: true })
    writeFileSync(join(metadata, 'METADATA'), `Metadata-Version: 2.1\nName: ${own}\nVersion: ${version}\n`)
  }
  return path
}

/** A folder of PATH with a program `python` of this script. */
function program(name: string, script: string): string {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'python'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(path, 'python'), 0o755)
  return path
}

const ask = (env: NodeJS.ProcessEnv, cwd = folder, running?: RunningPython) =>
  readPythonPackages({ env, cwd, signal, program: PACKAGES_FILE, running })

test('the packages are those that the Python of the stages imports, also without pip', async () => {
  const [first, second] = [site('first', { Demo_Pack: '2.0', other: '1.0' }), site('second', { Demo_Pack: '1.0' })]
  const linked = site('first', { own: '0.1.dev3' })
  writeFileSync(
    join(linked, 'own-0.1.dev3.dist-info', 'direct_url.json'),
    '{"url":"file:///x","dir_info":{"editable":true}}',
  )
  // An installation that was cut off.
  mkdirSync(join(linked, 'broken-1.0.dist-info'))
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'json.py'), 'raise SystemExit(9)\n')
  const found = await ask({ PATH: python, PYTHONPATH: [first, second].join(delimiter) }, project)
  expect(found).toMatchObject({ version: expect.stringMatching(/^3\.\d+\.\d+$/) as unknown })
  const packages = new Map(typeof found === 'object' ? found.packages : [])
  // Of two distributions with one name, Python imports the first.
  expect([packages.get('Demo_Pack'), packages.get('other'), packages.has('own')]).toEqual(['2.0', '1.0', false])
})

/** Name and version of every distribution, as Python's own reader tells them. */
const METADATA = `
import json, sys
sys.path[:] = [entry for entry in sys.path if entry]
from importlib.metadata import distributions
found = {}
for each in distributions():
    if each.metadata["Name"]:
        found.setdefault(each.metadata["Name"], each.metadata["Version"])
print(json.dumps(sorted(found.items())))
`

const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as file:
    file.writestr("EGG-INFO/PKG-INFO", "Metadata-Version: 1.2\\nName: zipped\\nVersion: 5.0\\n")
`

test('the packages are those of importlib.metadata, for wheels, eggs, archives and distutils', async () => {
  const path = site('installers', { wheel_of_pip: '1.0', Upper: '2.0rc1' })
  writeFileSync(join(path, 'distutils-3.0-py3.egg-info'), 'Metadata-Version: 1.1\nName: distutils-file\nVersion: 3.0\n')
  const egg = join(path, 'easy.egg')
  for (const [info, name] of [
    [join(path, 'setuptools.egg-info'), 'of-setuptools'],
    [join(egg, 'EGG-INFO'), 'of-easy-install'],
  ] as const) {
    mkdirSync(info, { recursive: true })
    const head = `Metadata-Version: 2.1\nName: ${name}\nSummary: Name: x\nVersion: 4.0\n`
    writeFileSync(join(info, 'PKG-INFO'), `${head}Description: a\n  Version: 5\n\nName: not-a-head\n`)
  }
  writeFileSync(join(path, 'Upper-2.0rc1.dist-info', 'METADATA'), 'Name: Upper\r\nVersion: 2.0rc1\r\n\r\nName: x\r\n')
  mkdirSync(join(path, 'lower-1.0.dist-info'))
  // A line of a value may have other ends of lines inside.
  writeFileSync(join(path, 'lower-1.0.dist-info', 'METADATA'), 'name: lower\nSummary: a\u2028\u2028b\nVERSION: 1.0\n')
  const archive = join(folder, 'zipped-5.0.egg')
  execFileSync('python3', ['-c', ZIP, archive])
  writeFileSync(join(folder, 'no-archive.zip'), 'text')
  const entries = [path, egg, archive, join(folder, 'no-archive.zip'), join(folder, 'missing')]
  const env = { PATH: python, PYTHONPATH: entries.join(delimiter) }
  const found = await ask(env)
  const packages = typeof found === 'object' ? [...found.packages] : []
  const own = JSON.parse(execFileSync('python3', ['-c', METADATA], { env, cwd: folder, encoding: 'utf8' })) as unknown
  expect(packages.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(own)
  expect(Object.fromEntries(packages)).toMatchObject({
    wheel_of_pip: '1.0',
    Upper: '2.0rc1',
    'distutils-file': '3.0',
    'of-setuptools': '4.0',
    'of-easy-install': '4.0',
    lower: '1.0',
    zipped: '5.0',
  })
})

test('an interpreter that runs answers in the place of a new process, and only for itself', async () => {
  const running = (answer: unknown): RunningPython => ({
    program: join(python, 'python3'),
    version: '3.0.0',
    base: '/',
    packages: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
  })
  const told = running({ version: '3.0.0', packages: { of_the_engine: '1.0' } })
  expect(await ask({ PATH: python }, folder, told)).toEqual({ version: '3.0.0', packages: [['of_the_engine', '1.0']] })
  const itself = await ask({ PATH: python })
  for (const answer of [null, undefined, new Error('the resident DVC ended')])
    expect(await ask({ PATH: python }, folder, running(answer))).toEqual(itself)
  // A virtual environment links to the same file, and has other packages.
  const environment = join(folder, 'environment')
  mkdirSync(environment)
  symlinkSync(join(python, 'python3'), join(environment, 'python'))
  expect(await ask({ PATH: environment }, folder, told)).not.toMatchObject({ version: '3.0.0' })
})

test('without a Python nothing is known, and a program that is none gives the reason', async () => {
  expect(await ask({ PATH: folder })).toBeUndefined()
  expect(await ask({ PATH: program('garbage', 'echo "{}"; echo hello') })).toMatch(/does not answer as a Python does$/)
  expect(await ask({ PATH: program('failing', 'exit 3') })).toMatch(/python ends with 3$/)
  expect(
    await ask({ PATH: program('lists', 'echo \'{"version": "3.9.1", "packages": {"a": 1, "b": "2"}}\'') }),
  ).toEqual({
    version: '3.9.1',
    packages: [['b', '2']],
  })
})

test('the machine has a system and processors', async () => {
  const facts = await machineFacts({ cwd: folder, signal })
  expect(facts.system).toMatch(/^\S.*, \w+$/)
  expect(Array.isArray(facts.gpu)).toBe(true)
})
