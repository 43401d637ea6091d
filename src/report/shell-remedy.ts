import { posix } from 'node:path'
import { DvcCiError } from '../errors/errors.js'
import { fromTop, shellWord } from '../text/shell-word.js'

const WORD = String.raw`(?:[\w./@%+=:,][\w./@%+=:,-]*|'[^']*')`
/** A command on files, and its files. */
const FILES = new RegExp(
  String.raw`((?:^|&& )(?:(?:rm|git add|git rm)(?: -[\w-]*)*|git log --) )(${WORD}(?: ${WORD})*)`,
  'g',
)

/** Errors whose remedies are moved: the step that fails and the run show the same one. */
const moved = new WeakSet<DvcCiError>()

/**
 * Makes the commands in the remedy of an error work where the user's shell stands. Remedies are written for the working
 * directory.
 * @param folder the working directory as that shell names it; empty if it stands there
 */
export function moveRemedy(error: unknown, folder: string): void {
  if (!(error instanceof DvcCiError) || error.details.remedy === undefined || moved.has(error)) return
  moved.add(error)
  error.details.remedy = movedCommands(error.details.remedy, folder)
}

function unquoted(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1) : word
}

/** A text with its commands, between backticks, for a shell that stands elsewhere. */
export function movedCommands(text: string, folder: string): string {
  if (folder === '') return text
  return text.replace(/`([^`]+)`/g, (whole, command: string) => {
    // Such a command starts at the top of the repository, and its message says so.
    if (command.includes('dvc --cd ')) return whole
    const moved = command.replace(
      FILES,
      (_, before: string, paths: string) =>
        before + paths.replace(new RegExp(WORD, 'g'), (path) => shellWord(posix.join(folder, unquoted(path)))),
    )
    return `\`${fromTop(folder, moved)}\``
  })
}
