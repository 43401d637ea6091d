import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, type Ran, type RunOptions, runNode } from '../run/program.js'
import type { Plan } from './fixtures/execute.js'

/** The entries, bundled with a stand-in for the flows and everything else as it is. */
export interface Entries {
  folder: string
  /** An empty folder to work in. */
  workspace: string
  run(entry: 'action' | 'post' | 'cli', plan: Plan, args?: string[], options?: RunOptions): Promise<Ran>
  /** Text of a file in the workspace, undefined where there is none. */
  read(name: string): Promise<string | undefined>
  remove(): Promise<void>
}

/** Bundles the entries into a temporary folder. */
export async function bundleEntries(): Promise<Entries> {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-entries-'))
  const workspace = join(folder, 'workspace')
  await bundle(['src/action.ts', 'src/post.ts', 'src/cli.ts'], join(folder, 'dist'), [
    {
      name: 'stand-in for the flows',
      setup(build) {
        build.onResolve({ filter: /^\.\/flows\/run-flow\.js$/ }, () => ({
          path: join(import.meta.dirname, 'fixtures/execute.ts'),
        }))
      },
    },
  ])
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
    read: (name) => readFile(join(workspace, name), 'utf8').catch(() => undefined),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
