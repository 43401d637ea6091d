import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type S3Server, startS3 } from '../../scripts/lab/s3.mjs'
import type { Report } from '../../src/report/report.js'
import { REPOSITORY, type StandIn } from '../support/github.js'
import { Clone, tinyProject } from '../support/project.js'
import { FaultyProxy, type ProxyFault, type Refusal } from './faulty-proxy.js'
import { resultOf } from './kill-plans.js'
import { type Call, type KillPlan, type Servers, WITH_MODEL, withMlflow, workflowRun } from './plan-parts.js'
import { Rehearsals, type Rehearsed, type Way } from './rehearsal.js'
import { withFolder } from './stranger.js'
import { World } from './world.js'

export type Service = 's3' | 'mlflow' | 'github'

/** What the first clean run of a plan did. */
export interface First {
  /** The requests to each service, in their order. */
  requests: Readonly<Record<string, string[]>>
  report: Report
  /** What there was after it. */
  result: Record<string, unknown>
}

const BUCKET = 'official'
/** Without a byte for so long the remote counts as unreachable. */
const PATIENCE = ['--remote-timeout', '5s']
const NO_SETUP = ['--setup', 'none']
const PUBLISHED = ['--tag', 'v{n}', '--environment', 'production', '--deploy-command', 'true']
const MODEL = ['--model-path', 'models/b.txt', '--alias', 'champion']

const REFUSALS: Readonly<Record<Service, Refusal>> = {
  s3: (status) => ({
    type: 'application/xml',
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${status === 403 ? 'AccessDenied' : 'SlowDown'}</Code><Message>no</Message></Error>`,
  }),
  mlflow: (status) => ({
    type: 'application/json',
    body: JSON.stringify({
      error_code: status === 403 ? 'PERMISSION_DENIED' : 'TEMPORARILY_UNAVAILABLE',
      message: 'no',
    }),
  }),
  github: (status) => ({
    type: 'application/json',
    body: JSON.stringify({
      message:
        status === 403 ? 'Resource not accessible by integration' : status === 429 ? 'API rate limit exceeded' : 'no',
    }),
  }),
}

/** The flows of the attack behind proxies: S3 has the data of all of them. */
export class ServiceRehearsals extends Rehearsals {
  private constructor(
    readonly proxies: Readonly<Record<Service, FaultyProxy>>,
    way?: Way,
  ) {
    super(way)
  }

  static async start(way?: Way): Promise<ServiceRehearsals> {
    const [s3, mlflow, github] = await Promise.all(
      (['s3', 'mlflow', 'github'] as const).map((service) => FaultyProxy.start(REFUSALS[service])),
    )
    if (s3 === undefined || mlflow === undefined || github === undefined) throw new Error('no proxies')
    return new ServiceRehearsals({ s3, mlflow, github }, way)
  }

  override withServers<T>(rehearsed: Rehearsed, body: (servers: Servers) => Promise<T>): Promise<T> {
    return super.withServers(rehearsed, async (servers) => {
      const s3 = await startS3(join(rehearsed.world.base, 's3'), BUCKET)
      this.access = accessTo(s3)
      this.proxies.s3.target = s3.endpoint
      this.proxies.mlflow.target = servers.mlflow?.url ?? ''
      this.proxies.github.target = servers.github?.url ?? ''
      try {
        return await body(servers)
      } finally {
        await s3.stop()
      }
    })
  }

  /** Counts the requests of the run that begins, and puts a fault into those to a service. */
  begin(service?: Service, fault?: ProxyFault): void {
    for (const [name, proxy] of Object.entries(this.proxies)) proxy.begin(name === service ? fault : undefined)
  }

  override async of(plan: KillPlan): Promise<Rehearsed> {
    if (!this.firsts.has(plan.name)) this.begin()
    return super.of(plan)
  }

  /** The first clean run of a plan. */
  first(plan: KillPlan): First {
    const found = this.firsts.get(plan.name)
    if (found === undefined) throw new Error(`${plan.name} was not rehearsed`)
    return found
  }

  protected override afterFirst = async ({ plan, world }: Rehearsed, servers: Servers): Promise<void> => {
    this.firsts.set(plan.name, {
      requests: Object.fromEntries(Object.entries(this.proxies).map(([name, proxy]) => [name, [...proxy.requests]])),
      report: JSON.parse(await readFile(reportOf(world), 'utf8')) as Report,
      result: await this.state(world, servers),
    })
  }

  /** As `resultOf`, with the comments of the pull request and the alias of the model. */
  override async state(world: World, servers: Servers): Promise<Record<string, unknown>> {
    const { github, mlflow, model } = servers
    const pull = github === undefined ? undefined : pulls.get(github.requests)
    const query = `name=${encodeURIComponent(model)}&alias=champion`
    return {
      ...(await resultOf(world, servers)),
      ...(github === undefined || pull === undefined ? {} : { onPull: (await github.comments(pull)).length }),
      ...(mlflow === undefined
        ? {}
        : {
            alias: await mlflow.api('GET', `registered-models/alias?${query}`).then(
              () => true,
              () => false,
            ),
          }),
    }
  }

  override async close(): Promise<void> {
    await super.close()
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()))
  }

  private access: NodeJS.ProcessEnv = {}
  private readonly firsts = new Map<string, First>()

  /** The plans, the first one with all three services. */
  plans(): KillPlan[] {
    return [
      this.plan('rebuild, commit: push, tag, MLflow, deployment', ['github', 'mlflow'], () => this.changed(), 'push', [
        ...['rebuild', ...NO_SETUP, ...PUBLISHED],
        ...MODEL,
      ]),
      this.plan('validate', ['github'], () => this.proposed(), 'pull_request', ['validate', ...NO_SETUP]),
      this.plan(
        'retrain, commit: push, tag, MLflow, deployment',
        ['github', 'mlflow'],
        () => this.changed(),
        'workflow_dispatch',
        ['retrain', ...NO_SETUP, '--params', 'train.a=2', '--reason', 'try', '--yes', ...PUBLISHED, ...MODEL],
      ),
      this.plan('rollback, commit: push, deployment', ['github'], () => this.twoVersions(), 'workflow_dispatch', [
        ...['rollback', '--to', 'v1.0', '--restore', 'all', '--reason', 'worse', '--yes', '--deploy-rollback'],
        ...PUBLISHED.slice(2),
      ]),
    ]
  }

  private plan(
    name: string,
    needs: KillPlan['needs'],
    world: KillPlan['world'],
    event: string,
    args: string[],
  ): KillPlan {
    return { name, needs, world, call: (clone, servers, at) => this.call(event, args, needs, clone, servers, at) }
  }

  private async call(
    event: string,
    args: readonly string[],
    needs: KillPlan['needs'],
    clone: Clone,
    { github, model }: Servers,
    world: World,
  ): Promise<Call> {
    if (github === undefined) throw new Error('the plan has no GitHub')
    const front = { ...github, url: this.proxies.github.url }
    const tracked = needs.includes('mlflow')
    return {
      args: [...[...args, '--report', reportOf(world), ...PATIENCE], ...(tracked ? ['--model', model] : [])],
      env: {
        ...(event === 'pull_request'
          ? await pullRequestRun(clone, world, front)
          : await workflowRun(clone, world, front, event)),
        ...this.access,
        ...(tracked ? withMlflow({ url: this.proxies.mlflow.url }) : {}),
      },
    }
  }

  /** A project in S3 whose main has a change that no run has built. */
  private async changed(): Promise<World> {
    const alice = await this.onS3()
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await alice.commit('Another b')
    return World.of(alice)
  }

  /** A pull request whose pipeline is fresh. */
  private async proposed(): Promise<World> {
    const alice = await this.onS3()
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await pushed(alice)
    await alice.commit('Another b, built')
    const world = await World.of(alice)
    for (const clone of [world.bob, world.carol]) await clone.git('switch', '-q', 'change')
    await world.save()
    return world
  }

  private async twoVersions(): Promise<World> {
    const alice = await this.onS3()
    await alice.git('tag', '-a', 'v1.0', '-m', 'first')
    await alice.git('push', '-q', 'origin', 'v1.0')
    await alice.edit('params.yaml', 'a: 3', 'a: 9')
    await alice.edit('data/raw.csv', '\n', '\nmore,rows\n')
    await alice.dvc('add', 'data/raw.csv')
    await pushed(alice)
    await alice.commit('New data, another parameter')
    return World.of(alice)
  }

  /** The tiny project with its data in the bucket. */
  private async onS3(): Promise<Clone> {
    const local = await tinyProject(WITH_MODEL)
    const storage = join(dirname(local.directory), 's3', BUCKET, 'dvc')
    await mkdir(dirname(storage), { recursive: true })
    await cp(local.storage, storage, { recursive: true })
    await local.edit(
      '.dvc/config',
      /url = .*/,
      `url = s3://${BUCKET}/dvc\n    endpointurl = ${this.proxies.s3.url}\n    region = us-east-1`,
    )
    await local.commit('Data in S3')
    return new Clone(local.directory, local.origin, storage, local.env)
  }
}

/** Where the run of a world writes its report. */
export function reportOf(world: World): string {
  return join(world.base, 'report.json')
}

/** Builds, and puts the data into the folder of the bucket without a server. */
async function pushed(alice: Clone): Promise<void> {
  await alice.dvc('repro', '-q')
  await withFolder(alice.directory, alice.storage, () => alice.dvc('push', '-q'))
}

function accessTo({ accessKey, secretKey }: S3Server): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** Pull requests by their GitHub. */
const pulls = new WeakMap<object, number>()

async function pullRequestRun(clone: Clone, world: World, github: StandIn): Promise<NodeJS.ProcessEnv> {
  let number = pulls.get(github.requests)
  if (number === undefined) {
    await github.commit('change', { 'params.yaml': 'b: 6' })
    number = await github.openPull('change')
    pulls.set(github.requests, number)
  }
  const env = await workflowRun(clone, world, github, 'pull_request')
  const [sha, base] = [await clone.head(), await clone.git('rev-parse', 'origin/main')]
  const repo = { full_name: REPOSITORY }
  await writeFile(
    env['GITHUB_EVENT_PATH'] ?? '',
    JSON.stringify({
      repository: { ...repo, default_branch: 'main' },
      pull_request: { number, head: { sha, ref: 'change', repo }, base: { sha: base, ref: 'main', repo } },
    }),
  )
  return { ...env, GITHUB_REF: `refs/pull/${number}/merge` }
}
