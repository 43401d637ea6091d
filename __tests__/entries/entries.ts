import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { bundle, type Ran, type RunOptions, runNode } from '../run/program.js'
import type { Plan } from './fixtures/execute.js'

interface Step<T> {
  plan: Plan
  env: T
}

interface StepRun<T> extends Step<T> {
  ran: Ran
}

/** The entries, bundled with a stand-in for the flows and everything else as it is. */
export interface Entries {
  folder: string
  /** An empty folder to work in. */
  workspace: string
  run(entry: 'action' | 'post' | 'cli', plan: Plan, args?: string[], options?: RunOptions): Promise<Ran>
  /**
   * Runs steps of the action one after another in one process, as `src/action.ts` does without its handling of signals.
   * @param steps the plan of each, and the variables of its own
   * @param env variables of all
   */
  runSteps<T extends NodeJS.ProcessEnv>(steps: readonly Step<T>[], env: NodeJS.ProcessEnv): Promise<StepRun<T>[]>
  /** Text of a file in the workspace, undefined where there is none. */
  read(name: string): Promise<string | undefined>
  remove(): Promise<void>
}

const FLOWS: Plugin = {
  name: 'stand-in for the flows',
  setup(build) {
    build.onResolve({ filter: /^\.\/flows\/run-flow\.js$/ }, () => ({
      path: join(import.meta.dirname, 'fixtures/execute.ts'),
    }))
  },
}

/** The toolkit keeps the path of the first summary. A line of its own ends the log of each step. */
const STEPS = `
  import * as core from '@actions/core'
  import { answerStep } from './src/action-request.ts'
  import { createActionsHost } from './src/run/actions-host.ts'
  const { TEST_STEPS, TEST_END } = process.env
  for (const env of JSON.parse(TEST_STEPS)) {
    Object.assign(process.env, env)
    Object.assign(core.summary, { _filePath: undefined })
    const code = await answerStep(createActionsHost(), new AbortController().signal)
    process.stdout.write('\\n' + TEST_END + ' ' + code + '\\n')
  }`

/** Bundles the entries into a temporary folder. */
export async function bundleEntries(): Promise<Entries> {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-entries-'))
  const workspace = join(folder, 'workspace')
  await bundle(['src/action.ts', 'src/post.ts', 'src/cli.ts'], join(folder, 'dist'), [FLOWS])
  return {
    folder,
    workspace,
    async run(entry, plan, args = [], options = {}) {
      await rm(workspace, { recursive: true, force: true })
      await mkdir(workspace)
      await writeFile(join(folder, 'plan.json'), JSON.stringify(plan))
      return runNode([join(folder, 'dist', `${entry}.js`), ...args], {
        cwd: workspace,
        ...options,
        env: { TEST_PLAN: join(folder, 'plan.json'), ...options.env },
      })
    },
    async runSteps(steps, env) {
      const program = join(folder, 'steps')
      await bundle(STEPS, program, [FLOWS])
      await mkdir(workspace, { recursive: true })
      const variables = steps.map(async (step, index) => {
        const plan = join(program, `${index}.json`)
        await writeFile(plan, JSON.stringify(step.plan))
        return { ...step.env, TEST_PLAN: plan }
      })
      const end = randomUUID()
      const { stdout, stderr } = await runNode([join(program, 'program.js')], {
        cwd: workspace,
        env: { ...env, TEST_STEPS: JSON.stringify(await Promise.all(variables)), TEST_END: end },
      })
      const logs = [...stdout.matchAll(new RegExp(`([^]*?)\\n${end} (\\d+)\\n`, 'g'))]
      if (logs.length !== steps.length) throw new Error(`${logs.length} of ${steps.length} steps ended: ${stderr}`)
      return steps.map((step, index) => {
        const [, log = '', code] = logs[index] ?? []
        return { ...step, ran: { code: Number(code), stdout: log, stderr } }
      })
    },
    read: (name) => readFile(join(workspace, name), 'utf8').catch(() => undefined),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
