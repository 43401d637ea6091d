import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readYaml } from '../../text/read-yaml.js'
import type { Project } from '../project/project.js'

/** Workflows, reusable workflows and actions of a repository. */
const WORKFLOWS = [':(glob).github/**/*.yml', ':(glob).github/**/*.yaml']

/**
 * True where the policies may differ from those that judged the baseline: dvc-ci.yaml differs, or the workflows that give
 * the input `thresholds`. Only workflows of this repository tell that they gave the same text before: a reusable workflow
 * of another repository, a variable or a user's option may have changed without a commit here.
 * @param sha of the baseline
 */
export async function policiesChanged(
  { git, directory, inGit, run }: Pick<Project, 'git' | 'directory' | 'inGit' | 'run'>,
  sha: string | undefined,
): Promise<boolean> {
  if (sha === undefined) return true
  const { event, metrics } = run.settings
  if (metrics.givenPolicies !== undefined) {
    if (event.name === 'local') return true
    const changes = await git.changedFiles(sha, run.report.source.sha)
    return (
      changes.some(({ path }) => path.startsWith('.github/')) || !(await gaveBefore(git, sha, metrics.givenPolicies))
    )
  }
  const [now, before] = await Promise.all([
    readFile(join(directory, 'dvc-ci.yaml'), 'utf8').catch(() => undefined),
    git.readFile(sha, inGit('dvc-ci.yaml')),
  ])
  return now !== before?.toString('utf8')
}

/** Whether a workflow of a commit has this text as a value. */
async function gaveBefore(git: Project['git'], sha: string, text: string): Promise<boolean> {
  const files = await git.readFiles(sha, await git.listFiles(sha, WORKFLOWS))
  return [...files.values()].some((file) => hasText(valueOf(file.toString('utf8')), text.trim()))
}

/** Undefined for a file that is no YAML. */
function valueOf(text: string): unknown {
  try {
    return readYaml(text)
  } catch {
    return undefined
  }
}

function hasText(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.trim() === text
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => hasText(each, text))
}
