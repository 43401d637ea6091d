import { SetupError } from '../errors/errors.js'
import { renderExplanation, renderIdentifiers } from '../report/explanation.js'
import { readPage } from '../run/pages.js'
import { IDENTIFIERS } from '../settings/identifiers.js'
import { showValue } from '../settings/problems.js'
import { didYouMean, nearest } from '../text/nearest.js'

const KINDS = [
  ['error', 'Errors'],
  ['finding', 'Findings'],
  ['rule', 'Lint rules'],
] as const

/**
 * The page of an identifier, or the list of all identifiers.
 * @param asked an identifier; in any case, and with the brackets that a message puts around it
 * @param colour whether the terminal shows colours
 * @throws {SetupError} an unknown identifier, with the nearest one
 */
export function explain(asked: string | undefined, colour: boolean): string {
  if (asked === undefined)
    return renderIdentifiers(
      KINDS.map(([kind, title]) => ({ title, rows: IDENTIFIERS.filter((each) => each.kind === kind) })),
      colour,
    )
  const id = asked
    .trim()
    .replaceAll(/^[[(]|[\])]$/g, '')
    .toLowerCase()
  const known = IDENTIFIERS.find((each) => each.id === id)
  if (known !== undefined) return renderExplanation(readPage(known.page), colour)
  const meant = nearest(id, new Set(IDENTIFIERS.map((each) => each.id)))
  throw new SetupError('argument-invalid', `explain: unknown identifier ${showValue(asked)}.`, {
    key: 'explain',
    value: asked,
    remedy: `${didYouMean(meant)}\`dvc-ci explain\` lists all identifiers.`,
  })
}
