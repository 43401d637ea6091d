import { isWithin } from '../pipeline/project.js'
import { appendLine, removeLine, shellWord } from '../text/shell-word.js'
import { isInstalled } from './environments.js'
import { below, type Found, type IgnoredDvcFile, nameOf, type Rule } from './input.js'
import { outputsOf } from './outputs.js'

/**
 * Files of DVC that an ignore pattern covers. DVC silently leaves them out, even tracked ones; at an ignored dvc.lock it stops.
 * Files of installed packages, of outputs and of DVC itself do not count.
 */
export const dvcFileIgnored: Rule = (input) => {
  const outs = outputsOf(input)
  return input.ignoredDvcFiles
    .filter(
      ({ path }) =>
        !isInstalled(path) && !`/${path}`.includes('/.dvc/') && !outs.some((out) => isWithin(path, out.path)),
    )
    .map(ignoredFile)
}

/** What is wrong with a file of DVC that an ignore pattern covers, and the command that mends it. */
export function ignoredFile(file: IgnoredDvcFile): Found & { fix: string } {
  const where = file.line > 0 ? `${file.source}, line ${file.line}` : file.source
  const what = nameOf(file.path) === 'dvc.lock' ? 'DVC stops at it' : 'DVC silently leaves it out'
  return {
    path: file.path,
    fix: repairOf(file),
    message: `${file.path} ${file.tracked ? 'is in Git but ' : 'is '}ignored by the pattern \`${file.pattern}\` (${where}): ${what}${file.tracked ? '' : ', and no clone has it'}.`,
  }
}

/** For a pattern on file names, adds an exception where that pattern is. A pattern on a whole folder must go: Git cannot re-include a file of an ignored folder. */
function repairOf({ path, source, line, pattern }: IgnoredDvcFile): string {
  const isForNames = !pattern.endsWith('/') && /\.dvc$|dvc\.(lock|yaml)$|^\*/.test(pattern)
  // A pattern of a deeper .gitignore, or one below it in the same file, has the last say.
  const target = source.endsWith('.gitignore') && !source.startsWith('/') ? source : '.gitignore'
  if (isForNames)
    return `${appendLine(`!${nameOf(path).endsWith('.dvc') ? '*.dvc' : nameOf(path)}`, target)} && git add -- ${shellWord(target)} ${shellWord(path)}`
  return line > 0
    ? `${removeLine(pattern, source)} && git add -- ${[...(target === source ? [source] : []), path].map(shellWord).join(' ')}`
    : `git add --force -- ${shellWord(path)}`
}

/** Paths below the DVC root that must never be in Git. For folders, a file inside: a pattern for folders does not match an absent folder. */
export const PRIVATE_PATHS = ['.dvc/config.local', '.dvc/tmp/lock', '.dvc/cache/files']

/** Without `.dvc/.gitignore` the next `git add` commits `.dvc/config.local` (credentials), the cache and temporary files. */
export const dvcGitignoreMissing: Rule = (input) => {
  const gitignore = below(input.dvcRoot, '.dvc/.gitignore')
  const secrets = below(input.dvcRoot, '.dvc/config.local')
  const isTracked = (path: string) => input.tracked.some((file) => file.path === path)
  if (isTracked(secrets)) {
    return [
      {
        path: secrets,
        message: `${secrets}, the file for credentials, is in Git.`,
        fix: `git rm --cached --ignore-unmatch --quiet -- ${shellWord(secrets)} && ${appendLine('/config.local', gitignore)} && git add -- ${shellWord(gitignore)}`,
      },
    ]
  }
  const exposed = PRIVATE_PATHS.filter((path) => !input.ignored.has(below(input.dvcRoot, path))).map(
    (path) => path.split('/')[1] ?? '',
  )
  if (exposed.length > 0) {
    const lacks = input.present.has(gitignore)
      ? `${gitignore} does not name ${exposed.join(', ')}`
      : `There is no ${gitignore}`
    return [
      {
        path: gitignore,
        message: `${lacks}: the next \`git add\` commits ${exposed.includes('config.local') ? 'the credentials of config.local' : 'files of DVC'}.`,
        fix: `printf '\\n${exposed.map((name) => String.raw`/${name}\n`).join('')}' >> ${shellWord(gitignore)} && git add -- ${shellWord(gitignore)}`,
      },
    ]
  }
  if (!input.present.has(gitignore) || isTracked(gitignore)) return []
  return [
    {
      path: gitignore,
      message: `${gitignore} is not in Git: in every other clone the next \`git add\` commits credentials and cache, until DVC writes the file again.`,
      fix: `git add --force -- ${shellWord(gitignore)}`,
    },
  ]
}
