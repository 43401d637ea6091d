import { mkdir } from 'node:fs/promises'
import { gatePassed } from '../metrics/judge.js'
import type { Conclusion } from '../report/report.js'
import { Aside } from '../run/aside.js'
import { OutsideError, ProjectError, SetupError } from '../run/errors.js'
import type { Run } from '../run/run.js'
import { clearOutputs, planBuild, reportTrust, reproduce } from './build.js'
import { checkReadable, compare, findBaseline, gate, workspaceMetrics } from './compare.js'
import { prepare, refresh, setUpProject, type Context } from './context.js'
import { changedInputs, findBuildOf, isInput, isMadeByPipeline, lastOfficial, sourceOfHead } from './official.js'
import { filesToCommit, publishBuild, pushData, type Published } from './publish.js'
import { strictPull } from './remote.js'

interface Ending {
  conclusion: Conclusion
  message: string
}

/**
 * Makes the official build of a commit on the default branch: from source data only, by force, held against the policies, pushed,
 * proven to be in the remote, committed. Nothing later happens when something earlier failed, and a build that is refused leaves the
 * working tree as it was.
 * @throws {ProjectError} a stage failed, the gate is closed, the remote lacks data
 */
export async function rebuild(run: Run): Promise<Ending> {
  const context = await prepare(run)
  try {
    if (!context.stages.some(({ kind }) => kind === 'stage')) return { conclusion: 'success', message: 'There is no pipeline to rebuild: the project has .dvc files only.' }
    const branch = await branchOf(context)
    const done = await preflight(context, branch)
    if (done) return done
    await confirm(context, branch)
    const plan = await planBuild(context)
    await strictPull(context, plan.pull)
    if (run.report.remote.missing.length > 0) throw new ProjectError(`source data is not in the remote: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`, { key: 'remote' })
    reportTrust(context, plan)
    await setUpProject(context)
    await mkdir(context.scratch, { recursive: true })
    const aside = await Aside.open(context.scratch)
    try {
      const ending = await build(context, plan, aside, branch)
      if (ending.conclusion === 'success' && !run.settings.rebuild.dryRun) await aside.discard()
      return ending
    } finally {
      // Nothing is left to restore after a discard.
      await aside.restore()
    }
  } finally {
    await context.dvc.close()
  }
}

async function build(context: Context, plan: Awaited<ReturnType<typeof planBuild>>, aside: Aside, branch: string): Promise<Ending> {
  const { run } = context
  const baseline = await findBaseline(context)
  await clearOutputs(context, plan, aside)
  await reproduce(context, plan)
  await refresh(context)
  const metrics = await workspaceMetrics(context)
  const sides = await compare(context, baseline, metrics, undefined)
  checkReadable(context, metrics)
  await gate(context, sides)
  if (!gatePassed(run.report.policies)) {
    throw new ProjectError(`the gate is closed: ${run.report.policies.filter((policy) => !policy.passed && policy.severity === 'error').map(({ message }) => message).join(' ')}`, { remedy: 'Nothing was pushed.' })
  }
  const broken = run.report.lint.find(({ rule }) => rule === 'metric-unreadable')
  if (broken) throw new ProjectError(broken.message, { remedy: 'Nothing was pushed.' })
  if (run.settings.rebuild.dryRun) return dryRun(context, branch)
  await pushData(context)
  return endingOf(context, await publishBuild(context, branch))
}

function endingOf(context: Context, published: Published): Ending {
  const built = `${context.run.report.stages.filter(({ verdict }) => verdict === 'ran').length} stages ran, ${context.run.report.remote.pushed} objects pushed`
  switch (published.kind) {
    case 'committed': return { conclusion: 'success', message: `Official build: ${built}, commit ${published.sha.slice(0, 7)}.` }
    case 'unchanged': return { conclusion: 'success', message: `Official build: ${built}; the result is what dvc.lock has already, so there is nothing to commit.` }
    case 'not-committed': return { conclusion: 'success', message: `Official build: ${built}; not committed (commit: none): ${published.paths.join(', ')}.` }
    case 'superseded': return { conclusion: 'superseded', message: `This build stands down: ${published.reason}.` }
  }
}

async function dryRun(context: Context, branch: string): Promise<Ending> {
  const paths = await filesToCommit(context)
  context.run.skip('push', 'dry run')
  context.run.skip('commit', paths.length === 0 ? 'dry run; there would be nothing to commit' : `dry run; it would commit ${paths.join(', ')} to ${branch}`)
  return { conclusion: 'success', message: paths.length === 0 ? 'Dry run: the build is what dvc.lock has already; nothing would be committed.' : `Dry run: it would push the new objects and commit ${paths.join(', ')} to ${branch}.` }
}

/** The branch that the build goes to: that of the event, else the one that is checked out. */
async function branchOf({ run, git }: Context): Promise<string> {
  const { ref } = run.settings.event
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : await git.branch()
  if (branch === undefined) throw new SetupError('rebuild: HEAD is on no branch, so there is nowhere to commit the build to.', { key: 'ref', value: ref, remedy: 'Check out a branch, or run on a push to one.' })
  return branch
}

/** Everything that can be known before the training: whether we may push, whether it was built already, whether the tree is clean. */
async function preflight(context: Context, branch: string): Promise<Ending | undefined> {
  const { run, git } = context
  return run.step('may we publish', async (outcome) => {
    await refuseDirtyTree(context)
    const own = await sourceOfHead(context)
    if (own !== undefined) {
      outcome.message = `HEAD is the official build of ${own.slice(0, 7)}`
      return { conclusion: 'success', message: `HEAD is the official build of ${own.slice(0, 7)} itself: there is nothing to do.` }
    }
    const publishes = !run.settings.rebuild.dryRun && run.settings.rebuild.commit !== 'none'
    if (publishes) {
      const may = await git.canPush(branch)
      if (!may.ok) {
        const details = { key: 'commit', value: branch, remedy: 'Give the job `permissions: contents: write`, or use `commit: none`.' }
        throw may.outside ? new OutsideError(`cannot push to ${branch}: ${may.reason}`, details) : new ProjectError(`we may not push to ${branch}: ${may.reason}`, details)
      }
      const ahead = await moved(context, branch)
      if (ahead) {
        outcome.message = ahead.message
        return ahead
      }
    }
    if (!run.settings.rebuild.dryRun) await context.dvc.probe()
    if (run.settings.rebuild.when === 'changed') {
      const last = await lastOfficial(context)
      const changed = last === undefined ? undefined : await changedInputs(context, last, run.report.source.sha)
      if (changed?.length === 0) {
        outcome.message = `no input changed since ${last?.slice(0, 7) ?? ''}`
        return { conclusion: 'success', message: `Nothing that the pipeline reads has changed since the official build ${last?.slice(0, 7) ?? ''} (when: changed).` }
      }
    }
    outcome.message = publishes ? `to ${branch}` : 'nothing will be committed'
    return undefined
  })
}

/** What the branch on the server says before the training: built already, or moved on in a way that makes this build pointless. */
async function moved(context: Context, branch: string): Promise<Ending | undefined> {
  const { run, git } = context
  const head = run.report.source.sha
  const tip = await git.fetchTip(branch)
  if (tip === undefined || tip === head) return undefined
  const existing = await findBuildOf(context, head, tip)
  if (existing !== undefined) {
    run.report.commit = { sha: existing, branch, method: 'push', attempts: 0 }
    return { conclusion: 'success', message: `${head.slice(0, 7)} was built already: ${existing.slice(0, 7)}.` }
  }
  if (!(await git.isAncestor(head, tip))) {
    if (await git.isAncestor(tip, head)) return undefined
    return { conclusion: 'superseded', message: `This build stands down: ${branch} no longer contains ${head.slice(0, 7)}.` }
  }
  const changed = await changedInputs(context, head, tip)
  return changed.length === 0 ? undefined : { conclusion: 'superseded', message: `This build stands down: ${changed.join(', ')} changed on ${branch} since ${head.slice(0, 7)}; the build of ${tip.slice(0, 7)} will have it.` }
}

/** Refuses what would get into the build without being in the commit. Files that the pipeline itself writes never block. */
async function refuseDirtyTree(context: Context): Promise<void> {
  const dirty = (await context.git.uncommitted()).filter(({ path, untracked }) => !isMadeByPipeline(context, path) && (!untracked || isInput(context, path)))
  const [first] = dirty
  if (first) {
    throw new SetupError(`the working tree has changes that are in no commit: ${dirty.map(({ path }) => path).join(', ')}.`, { key: 'working tree', value: first.path, remedy: 'Commit or stash them: an official build is made from a commit.' })
  }
}

/** On a laptop, nothing is pushed without a yes. */
async function confirm(context: Context, branch: string): Promise<void> {
  const { settings, host } = context.run
  if (settings.rebuild.dryRun || settings.event.name !== 'local') return
  const remote = settings.remote ?? context.project.defaultRemote ?? ''
  const question = `Rebuild, push to '${remote}' and commit to ${branch} on ${(await context.git.remoteName()) ?? 'the server'}?`
  if (settings.yes || !process.stdin.isTTY || !process.stdout.isTTY) {
    host.info(question.replace(/\?$/, '.'))
    return
  }
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: context.run.signal })
    if (!/^y(es)?$/i.test(answer.trim())) throw new SetupError('nothing was done: the answer was no.', { key: 'yes', value: answer, remedy: 'Use `--yes` to answer every question.' })
  } finally {
    prompt.close()
  }
}
