import { OutsideError } from '../../errors/errors.js'
import { SERVER_ATTEMPTS } from '../../git/server.js'
import { PROVENANCE_FOLDER } from '../../provenance/statement.js'
import { shellWord } from '../../text/shell-word.js'
import type { Project } from '../project/project.js'
import type { Published } from '../publish/official-commit.js'
import type { SignedBuild } from './sign-build.js'

/**
 * Keeps the signed statements of a published build: as a file of the run, on the server of Git, and on GitHub where the
 * job may write attestations.
 *
 * A push of others needs no other signature: publishing gives up where it changes dvc.lock, and the statement names the
 * source commit alone.
 * @throws {OutsideError} the server does not take them, and the settings require them
 */
export async function keepProvenance(
  project: Project,
  signed: SignedBuild | undefined,
  published: Published,
): Promise<void> {
  const { run, git } = project
  if (signed === undefined) return
  if (published.kind === 'superseded') {
    delete run.report.provenance
    return
  }
  const text = `${signed.bundles.join('\n')}\n`
  run.facts.provenance = text
  if (published.kind === 'not-committed') return
  // The statements of the older tag name its own source.
  if (published.kind === 'committed' && isEarlierTag(published)) return
  const commit = published.kind === 'committed' ? published.sha : run.report.source.sha
  const [blob, remote] = [git.storeText(text, 'exact'), await git.remoteName()]
  if (remote !== undefined) await keepOnServer(project, { remote, blob, commit })
  if (run.report.provenance?.signed === 'sigstore') await keepOnGitHub(project, signed.bundles)
}

/** Whether a build equals that of an older tag, which then is its commit. */
export function isEarlierTag({ report }: Extract<Published, { kind: 'committed' }>): boolean {
  return report.method === 'tag' && report.attempts === 0
}

async function keepOnServer(
  { run, git }: Project,
  { remote, blob, commit }: { remote: string; blob: string; commit: string },
): Promise<void> {
  const ref = `refs/${PROVENANCE_FOLDER}/${commit}`
  for (let attempt = 1; ; attempt++) {
    const answer = await git.keepText(remote, PROVENANCE_FOLDER, blob, commit)
    if (answer.kind === 'pushed') {
      if (run.report.provenance !== undefined) run.report.provenance.ref = ref
      return
    }
    if (attempt < SERVER_ATTEMPTS && !(answer.kind === 'refused' && answer.lasting)) {
      await git.wait(attempt)
      continue
    }
    const problem = `${commit.slice(0, 7)} is built and published, but the server of Git does not keep its provenance: ${answer.words}`
    if (run.settings.provenance.use !== 'required') {
      run.host.warning(problem)
      return
    }
    throw new OutsideError('git-push-failed', problem, {
      key: 'provenance',
      value: ref,
      remedy: `Allow the ref, then push the file provenance.jsonl of this run: \`git push ${shellWord(remote)} $(git hash-object -w provenance.jsonl):${shellWord(ref)}\`.`,
    })
  }
}

/** Stores the bundles as attestations, where `gh attestation verify` finds them. A failure is a notice. */
async function keepOnGitHub({ run }: Project, bundles: readonly string[]): Promise<void> {
  const {
    event: { repository, run: workflowRun },
    github: { token, apiUrl },
  } = run.settings
  if (token === undefined || repository === undefined || workflowRun === undefined) return
  const [{ connect }, { storeAttestation }, { failureText }] = await Promise.all([
    import('../../github/client.js'),
    import('../../github/attestations.js'),
    import('../../github/failure.js'),
  ])
  const debug = (message: string) => run.host.debug(message)
  const github = connect({ token, apiUrl, repository, debug, redact: (text) => run.host.redact(text) })
  try {
    const [id] = await Promise.all(bundles.map((bundle) => storeAttestation(github, bundle)))
    const { repository: page } = run.report.source
    if (page !== undefined && id !== undefined && run.report.provenance !== undefined)
      run.report.provenance.attestation = `${page}/attestations/${id}`
  } catch (error) {
    run.host.notice(`GitHub does not have the attestations of this build: ${failureText(error, 'attestations: write')}`)
  }
}
