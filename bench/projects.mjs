import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createDigits, digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { ask, startResident } from './engine.mjs'

const run = promisify(execFile)

/**
 * A project to measure on: a bare repository, a local-folder remote and a clone with everything pushed. `change` makes the commit that a rebuild
 * has to build: parameters without a reproduction.
 */
export async function digits(directory) {
  const places = await createDigits(directory)
  return { ...places, change: () => commitEdit(places.alice, 'params.yaml', /n_estimators: \d+/, 'n_estimators: 60') }
}

/** The same with a bucket as its remote. @param server as scripts/lab/s3.mjs starts it */
export async function digitsInBucket(directory, url, { endpoint, accessKey, secretKey }) {
  const places = await createDigits(directory)
  const env = { ...digitsEnvironment(), AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }
  const at = { cwd: places.alice, env, maxBuffer: 1 << 26 }
  await run(lab.dvcBin, ['remote', 'modify', 'storage', 'url', url], at)
  await run(lab.dvcBin, ['remote', 'modify', 'storage', 'endpointurl', endpoint], at)
  await run(lab.dvcBin, ['push', '-q'], at)
  await run('git', ['commit', '-q', '--amend', '--no-edit', '--', '.dvc/config'], at)
  await run('git', ['push', '-q', '--force', 'origin', 'main'], at)
  return places
}

/** `count` stages that do next to nothing, in layers of `width`, and an evaluation at the end. */
export function trivial(directory, count, width = 10) {
  return fromTemplate(directory, `trivial-${count}-${width}`, (places, env) => buildTrivial(places, count, width, env))
}

/** Ten trivial stages, and the entries of `count` others in dvc.lock, which dvc.yaml no longer has: 20 MB for 16,000. */
export async function leftovers(directory, count) {
  const places = await trivial(directory, 10)
  const file = (path, index) =>
    `    - path: data/part-${index}/${path}\n      hash: md5\n      md5: ${createHash('md5').update(path).digest('hex')}\n      size: ${index}\n`
  const entry = (index) => {
    const [deps, outs] = [6, 3].map((files) =>
      Array.from({ length: files }, (_, at) => file(`${at}.csv`, index)).join(''),
    )
    return (
      `  former-${index}:\n    cmd: python src/train.py --part ${index} --out models/model-${index}.pkl --lr 0.01\n` +
      `    deps:\n${deps}    params:\n      params.yaml:\n        train.lr: 0.01\n        train.seed: ${index}\n    outs:\n${outs}`
    )
  }
  const lock = join(places.alice, 'dvc.lock')
  await writeFile(lock, (await readFile(lock, 'utf8')) + Array.from({ length: count }, (_, at) => entry(at)).join(''))
  const env = digitsEnvironment()
  await run('git', ['commit', '-q', '-m', 'Entries of former stages', '--', 'dvc.lock'], { cwd: places.alice, env })
  await run('git', ['push', '-q', 'origin', 'main'], { cwd: places.alice, env })
  return places
}

/** `count` stages that need nothing but time: `seconds` each. */
export function sleepers(directory, count, seconds) {
  return fromTemplate(directory, `sleepers-${count}-${seconds}`, (places, env) =>
    buildSleepers(places, count, seconds, env),
  )
}

/** The same with the workflow of examples/ that spreads its stages over machines. @param workflow path in the project */
export async function spread(directory, count, seconds, workflow) {
  const places = await sleepers(directory, count, seconds)
  const env = digitsEnvironment()
  await mkdir(dirname(join(places.alice, workflow)), { recursive: true })
  await cp(join(lab.root, 'examples', 'workflows', 'rebuild-many-machines.yml'), join(places.alice, workflow))
  await run('git', ['add', '--', workflow], { cwd: places.alice, env })
  await run('git', ['commit', '-q', '-m', 'Workflow'], { cwd: places.alice, env })
  await run('git', ['push', '-q', 'origin', 'main'], { cwd: places.alice, env })
  return places
}

async function fromTemplate(directory, name, build) {
  const template = join(lab.directory, 'templates', `${name}-${lab.versions.dvc}`)
  const env = digitsEnvironment()
  const places = (at) => ({ origin: join(at, 'origin.git'), storage: join(at, 'storage'), alice: join(at, 'alice') })
  if (!(await readFile(join(template, 'done'), 'utf8').catch(() => undefined))) {
    await rm(template, { recursive: true, force: true })
    await build(places(template), env)
    await writeFile(join(template, 'done'), 'yes')
  }
  await cp(template, directory, { recursive: true, preserveTimestamps: true })
  const here = places(directory)
  await run('git', ['remote', 'set-url', 'origin', here.origin], { cwd: here.alice, env })
  await run(lab.dvcBin, ['remote', 'modify', 'storage', 'url', here.storage], { cwd: here.alice, env })
  await run('git', ['commit', '-q', '--amend', '--no-edit', '--', '.dvc/config'], { cwd: here.alice, env })
  await run('git', ['push', '-q', '--force', 'origin', 'main'], { cwd: here.alice, env })
  return { ...here, change: () => commitEdit(here.alice, 'params.yaml', /seed: \d+/, 'seed: 7') }
}

async function buildTrivial(places, count, width, env) {
  const { alice } = places
  await mkdir(alice, { recursive: true })
  const stages = Array.from({ length: count - 1 }, (_, index) => {
    const below = index < width ? 'data.txt' : `out/${index - width}.txt`
    return `  s${index}:\n    cmd: mkdir -p out && cat ${below} > out/${index}.txt && echo ${index} >> out/${index}.txt\n    deps: [${below}]\n    params: [seed]\n    outs: [out/${index}.txt]\n`
  })
  const last = Array.from({ length: Math.min(10, count - 1) }, (_, index) => `out/${count - 2 - index}.txt`)
  stages.push(
    `  evaluate:\n    cmd: >-\n      cat ${last.join(' ')} | wc -l | awk '{print "{\\"lines\\": " $1 "}"}' > metrics.json\n    deps: [${last.join(', ')}]\n    metrics:\n      - metrics.json: {cache: false}\n`,
  )
  await writeFile(join(alice, 'dvc.yaml'), `stages:\n${stages.join('')}`)
  await publish(places, env)
}

async function buildSleepers(places, count, seconds, env) {
  const { alice } = places
  await mkdir(alice, { recursive: true })
  const stages = Array.from(
    { length: count },
    (_, index) =>
      `  s${index}:\n    cmd: sleep ${seconds} && cat data.txt > out${index}.txt && echo ${index} >> out${index}.txt\n    deps: [data.txt]\n    params: [seed]\n    outs: [out${index}.txt]\n`,
  )
  await writeFile(join(alice, 'dvc.yaml'), `stages:\n${stages.join('')}`)
  await publish(places, env)
}

/** Makes everything once and pushes it, as the last build did. Side by side: a thousand stages one by one take an hour. */
async function publish({ origin, storage, alice }, env) {
  await writeFile(join(alice, 'params.yaml'), 'seed: 1\n')
  await writeFile(join(alice, 'data.txt'), 'data\n')
  const git = (...args) => run('git', args, { cwd: alice, env })
  const dvc = (...args) => run(lab.dvcBin, args, { cwd: alice, env, maxBuffer: 1 << 26 })
  await run('git', ['init', '-q', '--bare', '-b', 'main', origin], { env })
  await git('init', '-q', '-b', 'main')
  await git('remote', 'add', 'origin', origin)
  await dvc('init', '-q')
  await dvc('remote', 'add', '-q', '--default', 'storage', storage)
  await dvc('add', '-q', 'data.txt')
  await reproduce(alice, env)
  await dvc('push', '-q')
  await git('add', '--all')
  await git('commit', '-q', '-m', 'Trivial stages')
  await git('push', '-q', '-u', 'origin', 'main')
}

async function reproduce(cwd, env) {
  const engine = await startResident(cwd, env)
  try {
    await ask(engine, ['repro', '-q'], {
      onStage: () => undefined,
      sideBySide: { jobs: 4, capacity: { cpus: 4, memory: 0, gpu: 0 }, needs: {}, keepGoing: false },
    })
  } finally {
    await engine.close()
  }
}

async function commitEdit(directory, path, from, to) {
  const env = digitsEnvironment()
  const file = join(directory, path)
  const before = await readFile(file, 'utf8')
  const after = before.replace(from, to)
  if (after === before) throw new Error(`${path} has no ${from}`)
  await writeFile(file, after)
  await run('git', ['commit', '-q', '-m', 'A change', '--', path], { cwd: directory, env })
  await run('git', ['push', '-q', 'origin', 'main'], { cwd: directory, env })
}
