import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { CATALOGUE } from '../../src/errors/catalogue.js'
import type { Report } from '../../src/report/report.js'
import type { Clone } from '../support/project.js'
import { objectFile, objects } from '../support/rebuild.js'
import { type Attack, Broken, hold, type Opened } from './attack.js'
import type { FaultKind, ProxyFault } from './faulty-proxy.js'
import type { Ended } from './killable.js'
import type { Servers } from './plan-parts.js'
import type { Random } from './random.js'
import { again, launch, type Rehearsed, requireWhole, type Way } from './rehearsal.js'
import { reportOf, type Service, ServiceRehearsals } from './service-plans.js'
import { requireFetchable } from './stranger.js'
import { bare } from './whole.js'

/** Longest time of a run whose service has a fault, in milliseconds. */
const LONGEST = 240_000

const KINDS: readonly FaultKind[] = ['cut', 503, 'flip', 'lose', 429, 'halve', 'silence', 403, 'drop', 'delay']
const TIMES = { once: 1, 'four times': 4, always: Infinity } as const

/** A flow, by its number in `ServiceRehearsals.plans`, and the service that fails in it. */
const TARGETS: readonly (readonly [number, Service])[] = [
  [0, 's3'],
  [1, 's3'],
  [0, 'mlflow'],
  [2, 's3'],
  [0, 'github'],
  [3, 's3'],
  [1, 'github'],
  [2, 'mlflow'],
  [3, 'github'],
  [2, 'github'],
]

/**
 * Puts S3, MLflow and GitHub behind a proxy that delays, cuts, halves, flips a bit, loses answers, answers 403, 429 and
 * 503, or nothing: once, four times, or from some request on. A run ends in time, claims what is true, or ends with an
 * error of the catalogue. Then the same call without faults ends as a run without faults does.
 */
export const services: Attack = {
  name: 'services',
  promises: [1, 2, 4],
  parts: ['dvc', 'mlflow', 'versitygw'],
  count: TARGETS.length * KINDS.length * Object.keys(TIMES).length,
  open: () => openServices(),
}

/** The service, kind and duration of a case: every combination once, the common ones spread. */
export function serviceCase(index: number): {
  plan: number
  service: Service
  kind: FaultKind
  often: keyof typeof TIMES
} {
  const target = index % TARGETS.length
  const round = Math.floor(index / TARGETS.length)
  const [plan, service] = TARGETS[target] ?? [0, 's3']
  // Rounds meet every pair, since the two numbers have no common divisor.
  const kind = KINDS[(round + 3 * target) % KINDS.length] ?? 'cut'
  const names = Object.keys(TIMES) as (keyof typeof TIMES)[]
  return { plan, service, kind, often: names[(round + target) % names.length] ?? 'once' }
}

/** @param way how the runs without a fault go */
export async function openServices(way?: Way): Promise<Opened> {
  const rehearsals = await ServiceRehearsals.start(way)
  const plans = rehearsals.plans()
  return {
    async attempt(index, random) {
      const { plan: number, service, kind, often } = serviceCase(index)
      const plan = plans[number]
      if (plan === undefined) throw new Error('no plan')
      const rehearsed = await rehearsals.of(plan)
      const fault = faultOf(service, kind, TIMES[often], rehearsals.first(plan).requests[service] ?? [], random)
      const isElsewhere = random.below(2) === 0
      const isFetched = random.below(10) === 0
      const at = rehearsals.first(plan).requests[service]?.[fault.from] ?? ''
      const told = `${plan.name}: ${service} ${kind} ${often} from "${at}"`
      await rehearsed.world.restore()
      try {
        return await rehearsals.withServers(rehearsed, async (servers) => {
          const end = await underFault(rehearsals, rehearsed, servers, service, fault)
          await requireWhole(rehearsed)
          rehearsals.begin()
          const machine = isElsewhere ? await rehearsed.world.newMachine() : rehearsed.world.bob
          await again(rehearsed, servers, machine, 'the run after the fault', { isLast: true })
          await requireWhole(rehearsed)
          requireSame(await rehearsals.state(rehearsed.world, servers), rehearsed.result, 'the result after the fault')
          const fetched = isFetched ? `, ${await requireFetchable(rehearsed.world)} commits fetched` : ''
          return `${told}: ${end}, again ${isElsewhere ? 'elsewhere' : 'here'}${fetched}`
        })
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        throw new Broken(`${told}: ${error.message}`, error.details)
      }
    },
    close: () => rehearsals.close(),
  }
}

function faultOf(
  service: Service,
  kind: FaultKind,
  times: number,
  requests: readonly string[],
  random: Random,
): ProxyFault {
  return {
    kind,
    times,
    from: random.below(Math.max(1, requests.length)),
    // A signature of S3 has the hash of what is sent. Elsewhere TLS alone keeps a request as it was.
    sent: random.below(2) === 0 && (service === 's3' || kind !== 'flip'),
    place: random.next(),
  }
}

/** Runs a flow with a fault. @returns how it ended, in a few words */
async function underFault(
  rehearsals: ServiceRehearsals,
  rehearsed: Rehearsed,
  servers: Servers,
  service: Service,
  fault: ProxyFault,
): Promise<string> {
  const { world, plan } = rehearsed
  const clean = rehearsals.first(plan)
  rehearsals.begin(service, fault)
  const run = await launch(rehearsed, world.bob, servers)
  const began = performance.now()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    run.kill('machine')
  }, LONGEST)
  const ended = await run.ended
  clearTimeout(timer)
  const seconds = Math.round((performance.now() - began) / 1000)
  const left = await run.gone(10_000)
  if (left.length > 0) run.kill('machine')
  hold(!isLate, `the run did not end in ${LONGEST / 1000} s`, ended.output)
  hold(left.length === 0, `processes outlive the run by 10 s: ${left.join('; ')}`, ended.output)
  const report = await reportOfRun(world.base, reportOf(world), ended)
  const state = await rehearsals.state(world, servers)
  await requireTrue(report, servers, world.alice, ended)
  requireOrder(state, clean.result, ended)
  const { met } = rehearsals.proxies[service]
  const short = `${met} met, ended with ${ended.code ?? ''} ${report.error?.id ?? ''} in ${seconds} s`
  if (ended.code !== 0) {
    // A delay is no failure, and a fault that no request met is none either.
    hold(fault.kind !== 'delay' && met > 0, `the run failed without a failure: ${short}`, ended.output)
    requireNamed(report, ended)
    return short
  }
  requireSame(lessWarned(state, clean.result, ended), clean.result, 'a run that says 0', ended.output)
  const told = ({ remote }: Report) => ({ objects: remote.objects, verified: remote.verified, missing: remote.missing })
  requireSame(told(report), told(clean.report), 'what a run that says 0 verified', ended.output)
  await requireWholeCache(world.bob, ended)
  return short
}

async function reportOfRun(base: string, file: string, { code, signal, output }: Ended): Promise<Report> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Report
  } catch (error) {
    throw new Broken(`no report in ${base}; the run ended with ${code ?? signal ?? ''}: ${String(error)}`, output)
  }
}

/** @throws {Broken} the failure has no name, or the exit code of another one */
function requireNamed({ error, conclusion }: Report, { code, output }: Ended): void {
  const entry = CATALOGUE.find(({ id }) => id === error?.id)
  hold(entry !== undefined && entry.id !== 'internal', `the error has no name: ${error?.id ?? conclusion}`, output)
  hold(entry.exitCode === code, `${entry.id} ended with ${code ?? ''}`, output)
  hold(code === 1 || code === 3, `a failure of a service is told as a wrong set-up (${entry.id})`, output)
}

/** @throws {Broken} the report names a commit, tag, version or deployment that there is not */
async function requireTrue(
  { commit, tag, mlflow, deployment }: Report,
  servers: Servers,
  { origin }: Clone,
  { output }: Ended,
): Promise<void> {
  const isThere = (...args: string[]) =>
    bare(origin, ...args).then(
      () => true,
      () => false,
    )
  if (commit !== undefined)
    hold(
      await isThere('merge-base', '--is-ancestor', commit.sha, commit.branch),
      `the report has the commit ${commit.sha}, ${commit.branch} has not`,
      output,
    )
  if (tag !== undefined)
    hold(await isThere('rev-parse', '--verify', '--quiet', `refs/tags/${tag}`), `there is no tag ${tag}`, output)
  if (mlflow?.version !== undefined) {
    const query = `name=${encodeURIComponent(servers.model)}&version=${encodeURIComponent(mlflow.version)}`
    const made = await servers.mlflow?.api('GET', `model-versions/get?${query}`).catch(() => undefined)
    hold(made !== undefined, `the report has version ${mlflow.version} of the model, MLflow has not`, output)
  }
  if (deployment !== undefined) {
    const made = servers.github?.extras.deployments.made.find(({ id }) => id === deployment.id)
    hold(made !== undefined, `the report has the deployment ${deployment.id}, GitHub has not`, output)
  }
}

/** @throws {Broken} a model was registered, or a commit deployed, whose commit is not on the branch */
function requireOrder(state: Record<string, unknown>, clean: Record<string, unknown>, { output }: Ended): void {
  const hasLanded = isDeepStrictEqual(state['commits'], clean['commits'])
  const versions = Number(state['versions'] ?? 0)
  hold(versions === 0 || hasLanded, `${versions} versions are registered, and the commit is not on the branch`, output)
  const deployed = ((state['deployments'] ?? []) as [string, string][]).filter(([, last]) => last === 'success')
  hold(deployed.length === 0 || hasLanded, 'a commit is deployed that is not on the branch', output)
  hold(
    deployed.length === 0 || isDeepStrictEqual(state['versions'], clean['versions']),
    'a commit is deployed whose model is not registered',
    output,
  )
}

/** A comment may be absent where the run says so: its failure is a warning. */
function lessWarned(
  state: Record<string, unknown>,
  clean: Record<string, unknown>,
  { output }: Ended,
): Record<string, unknown> {
  if (!/warning/i.test(output)) return state
  const kept = { ...state }
  for (const name of ['comments', 'onPull'])
    if (Number(state[name]) < Number(clean[name])) Object.assign(kept, { [name]: clean[name] })
  return kept
}

/** @throws {Broken} an object of the cache of a run that succeeded has other content than its name says */
async function requireWholeCache(clone: Clone, { output }: Ended): Promise<void> {
  const cache = clone.path('.dvc', 'cache')
  for (const hash of await objects(cache)) {
    const content = await readFile(objectFile(cache, hash))
    const actual = createHash('md5').update(content).digest('hex')
    hold(actual === hash.replace('.dir', ''), `the run says 0, and ${hash} in its cache has the hash ${actual}`, output)
  }
}

function requireSame(got: unknown, expected: unknown, what: string, output = ''): void {
  hold(
    isDeepStrictEqual(got, expected),
    `${what} differs from that of a run without a fault`,
    `expected ${JSON.stringify(expected)}\n     got ${JSON.stringify(got)}\n${output}`,
  )
}
