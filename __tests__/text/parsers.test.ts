import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { stageLines } from '../../src/dvc/yaml-lines.js'
import { DvcCiError } from '../../src/errors/errors.js'
import { parsePointer } from '../../src/git/lfs-pointer.js'
import { ownersOf } from '../../src/github/code-owners.js'
import { parseDvcConfig } from '../../src/lint/dvc-config.js'
import { compileSelector } from '../../src/metrics/selector.js'
import { conflictLine, splitConflict } from '../../src/pipeline/conflict-marks.js'
import { readPlan } from '../../src/pipeline/fan-out-plan.js'
import { parseLock } from '../../src/pipeline/lock-text.js'
import { parseArguments } from '../../src/settings/arguments.js'
import { readAssignments, readNewData } from '../../src/settings/assignments.js'
import { schemeOf, shownSource } from '../../src/settings/data-source.js'
import { secretsOfNetrc } from '../../src/settings/secrets.js'
import { acceptedByLabel, commandLines } from '../../src/steps/comments/parse-commands.js'
import { lineOfKeys } from '../../src/text/yaml-lines.js'
import { parsePipConfig } from '../../src/toolchain/install-variables.js'
import { parsePythonRange } from '../../src/toolchain/python-range.js'
import { anyCharacter } from '../support/any-text.js'

/** Parsers of text from users, projects and other programs, whose own suites have no property. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  'the lines of dvc.yaml': (text) => [lineOfKeys(text, ['stages', 'a']), stageLines(text)],
  'pointers of Git LFS': parsePointer,
  CODEOWNERS: (text) => ownersOf(text, 'dvc-ci.yaml'),
  'the configuration of DVC': parseDvcConfig,
  'names of policies': (text) => compileSelector(text).match('eval/metrics.json', 'accuracy'),
  'marks of conflicts': (text) => [conflictLine(text), splitConflict(text)],
  plans: readPlan,
  'dvc.lock': parseLock,
  'the command line': (text) => parseArguments(text.split(' ')),
  'lines of parameters': readAssignments,
  'lines of new data': readNewData,
  'sources of data': (text) => [schemeOf(text), shownSource(text)],
  '.netrc': secretsOfNetrc,
  'commands in comments': (text) => [commandLines(text), acceptedByLabel(text)],
  'settings of pip': (text) => parsePipConfig(text, {}),
  'requires-python': (text) => parsePythonRange(text, 'pyproject.toml'),
}

/** Texts of the signs that these formats are made of, besides any text. */
const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'stages:',
          '\n',
          '  ',
          '- ',
          ': ',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          '\\',
          '&a',
          '*a',
          '#',
          '=',
          '+=',
          '@team/a',
        ],
        ...[
          '*',
          '**',
          '/',
          '<<<<<<< ',
          '=======',
          '>>>>>>> ',
          '--',
          '-',
          'version ',
          'oid sha256:',
          'password ',
          '>=3.10',
        ],
        ...[
          '/dvc-ci accept a: b',
          '[\'remote "a"\']',
          'url',
          '://',
          '%',
          '\u202e',
          '\0',
          '\t',
          '1e999',
          '__proto__',
          'é',
        ],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
)

test.each(Object.entries(PARSERS))(
  'no text makes the parser of %s fail but with an error that has a remedy',
  (_, parse) => {
    fc.assert(
      fc.property(text, (each) => {
        try {
          parse(each)
        } catch (error) {
          expect(error).toBeInstanceOf(DvcCiError)
        }
      }),
      { numRuns: 200, seed: 1 },
    )
  },
)
