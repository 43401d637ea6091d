import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@jest/globals'
import type { Offer } from '../../scripts/messages.mjs'
import { CLI, Clone, scratch } from '../support/project.js'
import { faultsOf, patternOf, type Said, saidBy, shellOf } from './instructions.js'

const execute = promisify(execFile)

/** A project with faults, the run that finds them, and the repairs that their messages offer. */
export interface Scenario {
  /** The faults in a few words. */
  name: string
  /**
   * Makes the faults. The run takes place in the first checkout. The repairs and the second run take place in the last
   * one, which is the same where there is only one.
   */
  make(): Promise<Clone | readonly [runner: Clone, user: Clone]>
  /** Arguments of the run. */
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** In the order in which the user does them. */
  repairs: readonly Repair[]
  /** Faults that stay, because no message offers a command for them. */
  left?: readonly string[]
  /** The second run takes place in a fresh clone of the pushed branch. */
  fresh?: true
  /** Exit code of the second run, where it is not 0. */
  code?: number
}

/** One repair to the letter. */
export interface Repair {
  /** A rule or an identifier that the first run must report and the second must not. */
  id: string
  /** The texts of the sources that the message comes from, each by file and a part of it. */
  offers: readonly string[]
  /** The part of the message that is done, where it offers a choice. */
  choose?: RegExp
  /** Values for the words in capitals. */
  fill?: Readonly<Record<string, string>>
  /** The part of the repair that no command does. It takes its values from the message. */
  byHand?(clone: Clone, said: Said): Promise<void>
  /** True for a command that ends with an error where it leaves work to the user. */
  mayFail?: true
  /** True where the work by hand comes after the commands. */
  handLast?: true
}

/** The texts of the sources that a key names: a file below `src/`, a colon, and the text or a part of it. */
export function offersOf(key: string, offers: readonly Offer[]): Offer[] {
  const at = key.indexOf(':')
  const [path, part] = [`src/${key.slice(0, at)}`, key.slice(at + 1)]
  const own = offers.filter((offer) => offer.path === path)
  const exact = own.filter(({ text }) => text === part)
  return exact.length > 0 ? exact : own.filter(({ text }) => text.includes(part))
}

/** Does the repairs of a scenario, and proves that they leave no fault that was not there before. */
export async function prove(scenario: Scenario, offers: readonly Offer[]): Promise<void> {
  const made = await scenario.make()
  const [runner, clone] = made instanceof Clone ? [made, made] : made
  const before = await runner.here(scenario.args, scenario.env)
  const said = saidBy(before.report)
  const env = { ...(await shellEnvironment(clone)), ...scenario.env }
  const scene = { clone, said, done: new Set<Said>(), env, offers }
  for (const repair of scenario.repairs) await doRepair(scene, repair)
  const after = await (await checkoutAfter(scenario, clone)).here(scenario.args, scenario.env)
  const left = [...(scenario.left ?? [])].sort()
  expect({
    faults: faultsOf(after.report),
    code: after.code,
    text: left.length > 0 ? '' : (after.report.error?.message ?? ''),
  }).toEqual({
    faults: left,
    code: scenario.code ?? 0,
    text: '',
  })
  const gone = scenario.repairs.map(({ id }) => id).filter((id) => !['message', 'missing-object'].includes(id))
  expect(gone.filter((id) => after.report.lint.some(({ rule }) => rule === id))).toEqual(
    gone.filter((id) => left.includes(id)),
  )
}

interface Scene {
  clone: Clone
  said: readonly Said[]
  /** Messages whose repair is done. */
  done: Set<Said>
  env: NodeJS.ProcessEnv
  offers: readonly Offer[]
}

async function doRepair({ clone, said, done, env, offers }: Scene, repair: Repair): Promise<void> {
  const own = said.filter(({ id }) => id === repair.id)
  const patterns = repair.offers.map((key) => offersOf(key, offers).map(({ text }) => patternOf(text)))
  const fitting = own.filter((each) =>
    patterns.every((texts) => texts.some((text) => text.test(each.message) || text.test(each.repair ?? ''))),
  )
  // Several findings may have the same form: each is repaired once.
  const meant = fitting.find((each) => !done.has(each)) ?? fitting[0]
  if (meant === undefined)
    throw new Error(`no ${repair.id} with ${repair.offers.join(' and ')} in ${JSON.stringify(said, undefined, 1)}`)
  done.add(meant)
  if (repair.handLast !== true) await repair.byHand?.(clone, meant)
  for (const line of shellOf(meant.repair ?? meant.message, repair.choose, repair.fill ?? {}))
    await execute('bash', ['-e', '-c', line], { cwd: clone.directory, env }).catch(
      (error: Error & { stderr?: string; stdout?: string }) => {
        if (repair.mayFail === true) return
        throw new Error(`${repair.id}: \`${line}\` failed: ${error.stderr ?? ''}${error.stdout ?? ''}`, {
          cause: error,
        })
      },
    )
  if (repair.handLast === true) await repair.byHand?.(clone, meant)
}

async function checkoutAfter({ fresh }: Scenario, clone: Clone): Promise<Clone> {
  if (fresh !== true) return clone
  await clone.git('push', '--quiet', 'origin', 'HEAD')
  return clone.clone(await clone.git('branch', '--show-current'))
}

let programs: Promise<string> | undefined

/** The environment of a user's shell: `dvc-ci` is on PATH, and the editor of Git writes a message. */
async function shellEnvironment({ env }: Clone): Promise<NodeJS.ProcessEnv> {
  programs ??= scratch().then(async (directory) => {
    const file = join(directory, 'dvc-ci')
    await mkdir(directory, { recursive: true })
    await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`)
    await chmod(file, 0o755)
    return directory
  })
  return {
    ...env,
    PATH: [await programs, env['PATH']].join(delimiter),
    GIT_EDITOR: 'printf "Repair\\n" >',
  }
}
