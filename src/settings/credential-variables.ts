import type { ParseArgsConfig } from 'node:util'
import { nearest } from '../text/nearest.js'
import type { Problem } from './problems.js'

/** Credentials that are inputs of the action, with the variables that give them to the command line. */
export const CREDENTIAL_VARIABLES = {
  token: 'GITHUB_TOKEN',
  'import-token': 'DVC_CI_IMPORT_TOKEN',
  'signing-key': 'DVC_CI_SIGNING_KEY',
} as const

type Credential = keyof typeof CREDENTIAL_VARIABLES

const NAMES = Object.keys(CREDENTIAL_VARIABLES) as Credential[]

/** Options of a parser that take the value of a credential with them, so that no message shows it as another word. */
export const CREDENTIAL_WORDS: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
  NAMES.map((name) => [name, { type: 'string' }]),
)

/**
 * The problem of an option that would have a credential as its value; also of a mistyped one.
 * @returns undefined for other names
 */
export function credentialOption(rawName: string, name: string): Problem | undefined {
  const meant = nearest(name, NAMES, 'misspelt')
  const credential = NAMES.find((each) => each === meant)
  if (credential === undefined) return undefined
  return {
    id: 'setting-unknown',
    message: `${rawName} is no option: other programs of this machine can read the arguments of a command.`,
    key: rawName,
    value: rawName,
    remedy: `Give ${credential} in the variable ${CREDENTIAL_VARIABLES[credential]}.`,
  }
}
