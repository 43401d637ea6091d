import { posix } from 'node:path'
import type { Project } from '../pipeline/project.js'
import type { Severity } from '../report/severity.js'

/** One file that Git tracks. */
export interface LintFile {
  path: string
  /** Bytes. */
  size: number
  /** The mode as Git writes it: `120000` is a symbolic link. */
  mode: string
}

/** A file of DVC that an ignore pattern of Git covers. */
export interface IgnoredDvcFile {
  path: string
  /** True when Git tracks the file all the same. */
  tracked: boolean
  /** File and line of the pattern; line 0 is unknown. */
  source: string
  line: number
  pattern: string
}

/** One dvc.yaml, dvc.lock or `.dvc` file of the project. */
export interface LintDvcFile {
  path: string
  kind: 'pipeline' | 'lock' | 'data'
  text: string
  /** The parsed content; absent where the text is no YAML, as with conflict marks. */
  data?: Record<string, unknown>
}

/**
 * The input of all rules: the project as it stands in the working tree and in Git's index. Every path is relative to the top of the Git
 * repository, with `/`. Only paths inside `project` are relative to the working directory, as DVC gives them.
 */
export interface LintInput {
  /** The working directory; empty at the top. */
  prefix: string
  /** The folder with `.dvc`; empty at the top. */
  dvcRoot: string
  tracked: readonly LintFile[]
  /** Files that Git neither tracks nor ignores. */
  untracked: readonly string[]
  /** Those of `askedPaths` that Git ignores. */
  ignored: ReadonlySet<string>
  /** Those of `askedPaths` that exist. */
  present: ReadonlySet<string>
  ignoredDvcFiles: readonly IgnoredDvcFile[]
  files: readonly LintDvcFile[]
  /** Texts of `textPaths`: the configuration of DVC, parameter files, notebooks. */
  texts: ReadonlyMap<string, string>
  /** The project as DVC resolves it; absent where there is no DVC, or DVC cannot read the project. */
  project?: Project
  /** Stages that do not match dvc.lock because of a rollback, and that rollback as a clause: `main is held since …`. */
  held?: { stages: ReadonlySet<string>; why: string }
  /** Folders of the remotes in use that this machine does not have; absent outside of CI. */
  absentFolders?: readonly { remote: string; url: string }[]
  /** The fault of the model card of the settings; absent without one. */
  card?: { path: string; line?: number; message: string; remedy: string }
  /** The texts that a squash merge would put into its message; absent outside of a pull request. */
  pullRequest?: { title: string; body: string; commits: readonly { sha: string; message: string }[] }
}

/** One result of a rule; the caller adds the rule's name. */
export interface Found {
  path?: string
  line?: number
  /** Present where it differs from the severity of the rule. */
  severity?: Severity
  message: string
  /** The command that repairs it. */
  fix?: string
}

export type Rule = (input: LintInput) => Found[]

/** A path of DVC, relative to the working directory, as Git names it. */
export function inGit(input: Pick<LintInput, 'prefix'>, path: string): string {
  const parts: string[] = []
  for (const part of `${input.prefix}/${path}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** A path below a folder of the repository; the folder is empty at the top. */
export function below(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`
}

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

/** A path as Git names it, for a command of DVC in the working directory. */
export function fromPrefix({ prefix }: Pick<LintInput, 'prefix'>, path: string): string {
  return posix.relative(`/${prefix}`, `/${path}`)
}

/** A path and all its parent folders, the innermost first. */
export function selfAndFolders(path: string): string[] {
  const all = [path]
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) all.push(folder)
  return all
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
