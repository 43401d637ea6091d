import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import * as z from 'zod'
import { messageOf, SetupError } from '../../errors/errors.js'
import type { Answers, FactDefaults } from '../../init/answers.js'
import type { KeptPolicies } from '../../init/plan.js'
import { CREDENTIALS, MORE_WORKFLOWS } from '../../settings/init-options.js'

/** The file with the texts and the answers of the last `init`. Git keeps it beside the workflows. */
export const RECORD = '.github/dvc-ci-init.yaml'

/** The texts of the last `init` are the base of the next merge, so that no change of a person is lost. */
export interface InitRecord {
  version: string
  answers: EarlierAnswers
  /** The defaults of that time. An answer that is one of them is no decision of a person. */
  defaults?: Partial<FactDefaults> | undefined
  policies: KeptPolicies
  /** Texts by path. */
  files: Readonly<Record<string, string>>
}

type EarlierAnswers = z.output<typeof SCHEMA>['answers']

const SCHEMA = z.object({
  version: z.string(),
  // A later version may have more answers: it takes their defaults.
  answers: z
    .object({
      branch: z.string(),
      credentials: z.enum(CREDENTIALS),
      runsOn: z.array(z.string()).min(1),
      workflows: z.array(z.enum(MORE_WORKFLOWS)),
      owners: z.string(),
      mlflow: z.boolean(),
      release: z.string(),
    })
    .partial(),
  defaults: z
    .object({ credentials: z.enum(CREDENTIALS), runsOn: z.array(z.string()).min(1), mlflow: z.boolean() })
    .optional(),
  policies: z.record(
    z.string(),
    z.array(z.object({ key: z.string(), limits: z.array(z.string()), reason: z.string() })),
  ),
  files: z.record(z.string(), z.string()),
})

/**
 * The record of the last `init`, with its text; undefined where there was none.
 * @throws {SetupError} the file is not a record
 */
export async function readRecord(root: string): Promise<(InitRecord & { text: string }) | undefined> {
  let text: string
  try {
    text = await readFile(join(root, RECORD), 'utf8')
  } catch (error) {
    // ENOTDIR: a file stands in place of the folder, which the check of the rights reports.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw unusable(messageOf(error), error)
  }
  try {
    return { ...SCHEMA.parse(parse(text)), text }
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : []
    throw unusable(issue === undefined ? messageOf(error) : `${issue.path.join('.')}: ${issue.message}`, error)
  }
}

function unusable(why: string, cause: unknown): SetupError {
  return new SetupError('init-record-invalid', `${RECORD} cannot be used: ${why.split('\n')[0]?.replace(/\.$/, '')}.`, {
    key: RECORD,
    path: RECORD,
    remedy: `Restore it (\`git checkout -- ${RECORD}\`), or delete it and run \`dvc-ci init --overwrite\`.`,
    cause,
  })
}

/** The text of a record. */
export function recordText(record: Omit<InitRecord, 'answers'> & { answers: Answers }): string {
  const { version, answers, defaults, policies, files } = record
  return [
    '# `dvc-ci init` wrote this file. `dvc-ci init --update` compares with it, so that your changes stay. Do not edit it.',
    stringify({ version, answers, ...(defaults === undefined ? {} : { defaults }), policies, files }, { lineWidth: 0 }),
  ].join('\n')
}
