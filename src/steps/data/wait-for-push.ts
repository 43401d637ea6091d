import { setTimeout } from 'node:timers/promises'
import type { VerifyResult } from '../../dvc/dvc.js'
import { isWithin } from '../../pipeline/project.js'
import { formatElapsed } from '../../report/numbers.js'
import { count, named } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { askQuestion, rejectAbsentFolders, type VerifyQuestion } from './verify-remote.js'

/** Seconds between two questions: the first pause, how it grows, and the longest. */
const PAUSE = { first: 1, growth: 1.5, longest: 30 }
/** Seconds between two lines of the log while nothing arrives. */
const SILENCE = 30

/** An answer of the remote after the wait for a push. */
export interface Arrival {
  answer: VerifyResult
  /** Seconds of the wait; 0 where the remote had all objects at once, or the settings allow no wait. */
  waited: number
}

/** The parts of the outside that a wait uses. */
export interface Waiting {
  /** Longest wait, in seconds. */
  limit: number
  /** The objects of `missing` that the remote still lacks. */
  poll: (missing: VerifyResult['bad']) => Promise<VerifyResult['bad']>
  /** Why no push brings one of these objects, as a sentence; undefined where one may bring all. */
  hopeless: (missing: VerifyResult['bad']) => string | undefined
  /** Asks for all objects, once the missing ones have arrived: a manifest names files that were unknown before. */
  ask: () => Promise<VerifyResult>
  say: (text: string) => void
  /** Waits some seconds; throws after a cancellation. */
  pause: (seconds: number) => Promise<void>
  /** Seconds. */
  clock: () => number
}

/**
 * Waits for objects that the remote lacks: CI may start before `dvc push` has ended. Damaged objects do not change by
 * waiting, and some missing ones do not either: then the wait ends at once.
 * @throws {CancelledError} the run was cancelled
 * @throws {OutsideError} the remote does not answer, or is a folder that this machine does not have
 */
export async function waitForPush(project: Project, question: VerifyQuestion, first: VerifyResult): Promise<Arrival> {
  const { run } = project
  if (run.settings.validate.wait > 0) await rejectAbsentFolders(project, first)
  return arrival(first, {
    hopeless: (missing) => neverPushed(project.index, missing),
    limit: run.settings.validate.wait,
    poll: async (missing) => {
      const asked = await askQuestion(project, {
        mode: 'exists',
        download: false,
        only: missing.map(({ hash }) => hash),
        stages: ownersOf(project, missing),
      })
      return missingOf(asked)
    },
    ask: () => askQuestion(project, question),
    say: (text) => {
      run.host.info(text)
    },
    pause: (seconds) =>
      setTimeout(seconds * 1000, undefined, { signal: run.signal }).catch(() => run.signal.throwIfAborted()),
    clock: () => performance.now() / 1000,
  })
}

/** As `waitForPush`, with its own clock and remote. */
export async function arrival(
  first: VerifyResult,
  { limit, poll, hopeless, ask, say, pause, clock }: Waiting,
): Promise<Arrival> {
  const began = clock()
  const elapsed = () => clock() - began
  let answer = first
  let missing = missingOf(answer)
  if (limit === 0 || missing.length === 0) return { answer, waited: 0 }
  // A push that ended between two requests of the first question leaves a picture that never was, so it is asked again.
  if (hopeless(missing) !== undefined) {
    const left = await poll(missing)
    const why = hopeless(left)
    if (why !== undefined) {
      say(`${lackText(left)}. There is no wait (validate.wait): ${why}`)
      return { answer, waited: 0 }
    }
  }
  let told = 0
  say(`${lackText(missing)}. Waiting up to ${formatElapsed(limit)} for \`dvc push\` (validate.wait).`)
  for (let delay = PAUSE.first; elapsed() < limit; delay = Math.min(delay * PAUSE.growth, PAUSE.longest)) {
    await pause(Math.min(delay, limit - elapsed()))
    const left = await poll(missing)
    const arrived = missing.length - left.length
    if (left.length > 0) {
      if (arrived > 0 || elapsed() - told >= SILENCE) {
        told = elapsed()
        say(
          `${arrived > 0 ? `${count(arrived, 'object')} arrived. ` : ''}${lackText(left)}, ${formatElapsed(told)} on.`,
        )
      }
      missing = left
      // The push is under way.
      if (arrived > 0) delay = PAUSE.first
      continue
    }
    answer = await ask()
    missing = missingOf(answer)
    if (missing.length === 0) break
  }
  // The last question was only about the missing objects.
  if (missing.length > 0) answer = await ask()
  const lacks = missingOf(answer)
  say(
    lacks.length === 0
      ? `All objects have arrived after ${formatElapsed(elapsed())}.`
      : `${lackText(lacks)} after ${formatElapsed(elapsed())}.`,
  )
  return { answer, waited: elapsed() }
}

/**
 * Why no push brings one of these objects, as a sentence; undefined where one may bring all.
 * @param index the stages with their outputs, and the remotes
 */
export function neverPushed(
  { stages, remotes }: Pick<Project['index'], 'stages' | 'remotes'>,
  missing: VerifyResult['bad'],
): string | undefined {
  const absent = new Set(missing.map(({ hash }) => hash))
  const outs = stages.flatMap((stage) => stage.outs)
  for (const { remote, hash, paths } of missing) {
    // DVC takes the names of remotes in lower case.
    const option = (remotes[remote] ?? remotes[remote.toLowerCase()])?.versions
    if (option !== undefined)
      return `'${remote}' keeps versions of files (${option}), and a push writes new versions, which only a new commit names.`
    // `dvc push` uploads a folder's own object last, and nothing of a folder whose object the remote has.
    const folders = outs.filter(({ path }) => paths.some((each) => each !== path && isWithin(each, path)))
    const isAlone = paths.some((path) => !folders.some((folder) => isWithin(path, folder.path)))
    if (
      !isAlone &&
      !hash.endsWith('.dir') &&
      folders.every((folder) => folder.hash !== undefined && !absent.has(folder.hash))
    )
      return `the remote has the object of the folder ${folders.map(({ path }) => path).join(', ')}, so \`dvc push\` takes all files of it for pushed.`
  }
  return undefined
}

function missingOf({ bad }: VerifyResult): VerifyResult['bad'] {
  return bad.filter(({ reason }) => reason === 'missing')
}

function lackText(missing: VerifyResult['bad']): string {
  const remotes = [...new Set(missing.map(({ remote }) => `'${remote}'`))]
  const paths = [...new Set(missing.flatMap((each) => each.paths))]
  return `The remote ${remotes.join(', ')} lacks ${count(missing.length, 'object')}: ${named(paths, 3)}`
}

/** Stages and `.dvc` files of these objects: a question about them reads no manifest of the others. */
function ownersOf({ index }: Project, missing: VerifyResult['bad']): string[] {
  const paths = missing.flatMap((each) => each.paths)
  return index.stages
    .filter(({ outs }) => outs.some((out) => paths.some((path) => isWithin(path, out.path))))
    .map(({ name }) => name)
}
