import type { Finding } from '../report/report.js'
import { type GitHubRuleName, RULE_NAMES, RULES, type RuleName } from '../settings/rules.js'
import { cardBroken } from './card.js'
import { conflictMarkers } from './conflicts.js'
import { credentialsInConfig, credentialsInParams, credentialsInUrl } from './credentials.js'
import { dvcFileIgnored, dvcGitignoreMissing, PRIVATE_PATHS } from './dvc-files.js'
import { cacheInGit, virtualEnvironmentInGit } from './environments.js'
import { below, type LintInput, type Rule } from './input.js'
import { binaryData, largeFile } from './large-data.js'
import { lockMissing, lockNotCommitted, lockOf, lockOutOfStep } from './lock.js'
import { notebookOutputs } from './notebooks.js'
import { oldDvc, packageLists } from './old-dvc.js'
import { askedPathOf, outputInGit, outputNowhere, outputsOf } from './outputs.js'
import { parameterPaths } from './params-files.js'
import { absolutePath, localRemote } from './places.js'
import { skipCiInPullRequest } from './skip-ci.js'
import { neededPaths, uncommittedFile } from './uncommitted.js'
import { undeclaredLockFile } from './undeclared-lock-file.js'

const CHECKS: Record<Exclude<RuleName, GitHubRuleName>, Rule> = {
  'conflict-markers': conflictMarkers,
  'credentials-in-config': credentialsInConfig,
  'credentials-in-url': credentialsInUrl,
  'credentials-in-params': credentialsInParams,
  'lock-missing': lockMissing,
  'lock-not-committed': lockNotCommitted,
  'lock-out-of-step': lockOutOfStep,
  'dvc-file-ignored': dvcFileIgnored,
  'output-in-git': outputInGit,
  'output-nowhere': outputNowhere,
  'large-file': largeFile,
  'binary-data': binaryData,
  'dvc-gitignore-missing': dvcGitignoreMissing,
  'virtual-environment-in-git': virtualEnvironmentInGit,
  'cache-in-git': cacheInGit,
  'notebook-outputs': notebookOutputs,
  'absolute-path': absolutePath,
  'local-remote': localRemote,
  'uncommitted-file': uncommittedFile,
  'old-dvc': oldDvc,
  'undeclared-lock-file': undeclaredLockFile,
  'card-broken': cardBroken,
  'skip-ci-in-pull-request': skipCiInPullRequest,
}

/** True for a rule that needs only the files of the project. */
function isAsked(rule: RuleName): rule is keyof typeof CHECKS {
  return Object.hasOwn(CHECKS, rule)
}

/** Rules without an answer where DVC could not resolve the project. */
export const RULES_OF_THE_PROJECT = [
  'lock-out-of-step',
  'output-in-git',
  'output-nowhere',
] as const satisfies RuleName[]

/** Larger notebooks are not read: the rule on large files reports them. */
const LONGEST_NOTEBOOK = 10 * 1024 * 1024

/**
 * Findings of the tracking rules, in the order of the rules' table and of the paths.
 * @param off rules that the user switched off
 */
export function lint(input: LintInput, off: readonly RuleName[]): Finding[] {
  return RULE_NAMES.filter(isAsked)
    .filter((rule) => !off.includes(rule))
    .flatMap((rule) =>
      CHECKS[rule](input)
        .map(
          ({ path, line, severity, message, fix }): Finding => ({
            rule,
            ...(path === undefined ? {} : { path }),
            ...(line === undefined ? {} : { line }),
            severity: severity ?? RULES[rule].severity,
            message,
            ...(fix === undefined ? {} : { fix }),
          }),
        )
        .sort((a, b) => compare(a.path ?? '', b.path ?? '') || (a.line ?? 0) - (b.line ?? 0)),
    )
}

/** Paths for which the rules need to know whether they exist, and whether Git ignores them. */
export function askedPaths(input: Pick<LintInput, 'prefix' | 'dvcRoot' | 'project' | 'files' | 'untracked'>): string[] {
  return [
    ...new Set([
      ...PRIVATE_PATHS.map((path) => below(input.dvcRoot, path)),
      below(input.dvcRoot, '.dvc/.gitignore'),
      ...input.files.filter(({ kind }) => kind === 'pipeline').map(({ path }) => lockOf(path)),
      ...outputsOf(input)
        .filter(({ out }) => !out.cache)
        .map(askedPathOf),
      ...neededPaths(input),
    ]),
  ]
}

/** Paths whose text the rules need, beside the files of DVC. */
export function textPaths(input: Pick<LintInput, 'prefix' | 'dvcRoot' | 'project' | 'files' | 'tracked'>): string[] {
  return [
    ...new Set([
      ...['config', 'config.local'].map((name) => below(input.dvcRoot, `.dvc/${name}`)),
      ...parameterPaths(input),
      ...packageLists(input),
      ...input.tracked
        .filter(({ path, size }) => path.endsWith('.ipynb') && size <= LONGEST_NOTEBOOK)
        .map(({ path }) => path),
    ]),
  ]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
