import type { Report } from '../../src/report/report.js'

/** A message with the commands that it offers. */
export interface Said {
  id: string
  message: string
  /** The `fix` of a finding, the `remedy` of an error. */
  repair?: string
}

/** Everything that a report says with a rule or an identifier. */
export function saidBy({ lint, error, remote, message }: Report): Said[] {
  return [
    ...lint.map(({ rule, message: text, fix }) => ({
      id: rule,
      message: text,
      ...(fix === undefined ? {} : { repair: fix }),
    })),
    ...(error === undefined
      ? []
      : [
          {
            id: error.id as string,
            message: error.message,
            ...(error.remedy === undefined ? {} : { repair: error.remedy }),
          },
        ]),
    ...remote.missing.map(({ message: text }) => ({ id: 'missing-object', message: text, repair: text })),
    { id: 'message', message, repair: message },
  ]
}

/** Rules and identifiers of errors and warnings that a report has; notices need no repair. */
export function faultsOf({ lint, error }: Report): string[] {
  const found = lint.filter(({ severity }) => severity !== 'notice').map(({ rule }) => rule)
  return [...new Set([...found, ...(error === undefined ? [] : [error.id])])].sort()
}

const PROGRAM = /^(?:dvc|dvc-ci|git|rm|cp|sed|printf) /

/**
 * The shell lines of a repair. A repair without backquotes is one shell line. A sentence gives its commands in their
 * order, and a commit where it says "commit".
 * @param choose the part of the sentence that is done, where it offers a choice
 * @param fill values for the words in capitals that stand for a value of the user's
 */
export function shellOf(repair: string, choose: RegExp | undefined, fill: Readonly<Record<string, string>>): string[] {
  const chosen = choose === undefined ? repair : choose.exec(repair)?.[0]
  if (chosen === undefined) throw new Error(`the repair has no part ${String(choose)}: ${repair}`)
  const lines = repair.includes('`') ? linesOf(chosen) : [chosen]
  return lines.map((line) =>
    Object.entries(fill).reduce((text, [name, value]) => text.replace(new RegExp(`\\b${name}\\b`), () => value), line),
  )
}

function linesOf(sentence: string): string[] {
  const lines: string[] = []
  for (const [, quoted, path] of sentence.matchAll(
    /`([^`]+)`|\bcommit\b(?:\s+(\S*[\w/]\.(?:yaml|dvc|lock)|\.dvc\/\w+))?/g,
  )) {
    if (quoted !== undefined) {
      if (PROGRAM.test(quoted)) lines.push(quoted)
    } else
      lines.push(
        path === undefined
          ? "git commit --quiet --all -m 'Repair'"
          : `git add -- ${path} && git commit --quiet -m 'Repair'`,
      )
  }
  return lines
}

/** A text of the sources, where `{…}` stands for any value, as a pattern. */
export function patternOf(offer: string): RegExp {
  const literal = offer.split('{…}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  // In a folder of the repository, a command of DVC has the option `--cd FOLDER`.
  return new RegExp(literal.join('[^]*').replace(/\bdvc (?=[a-z])/g, 'dvc (?:--cd \\S+ )?'))
}
