import * as z from 'zod'
import { parseImportTokens } from '../import-token.js'
import { MODES } from '../mode.js'
import { flattenOptions } from '../remote-options.js'
import { isKnownOption } from '../secrets.js'
import { choice, duration, FLAG, INSIDE, name, refused, type Shapes, shellLine, strict } from './parts.js'

const CHECK = 'Give a shell line, or a list of them, or { run: LINE, report: FILE }.'

// JavaScript moves keys that are whole numbers to the front, so the name of a check must not look like one.
const CHECK_NAME = 'Start the name of a check with a letter; one line, at most 100 characters.'

const REPORT =
  'Give a path or pattern inside the working directory, such as reports/*.xml; or a list of them, at most 20.'

const reportPath = z
  .string({ error: REPORT })
  .max(500, { error: REPORT })
  .regex(/^[^\x00-\x20\x7f-](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$/, { error: REPORT })
  .regex(INSIDE, { error: REPORT })

const lines = z.union([shellLine(CHECK), z.array(shellLine(CHECK), { error: CHECK }).min(1, { error: CHECK })], {
  error: CHECK,
})

const checks = z.record(
  z.string().regex(/^[^\x00-\x20\x7f\d_-][^\x00-\x1f\x7f]{0,99}$/, { error: CHECK_NAME }),
  z.union(
    [
      shellLine(CHECK),
      z.array(shellLine(CHECK), { error: CHECK }).min(1, { error: CHECK }),
      strict(
        {
          run: lines,
          report: z
            .union(
              [reportPath, z.array(reportPath, { error: REPORT }).min(1, { error: REPORT }).max(20, { error: REPORT })],
              {
                error: REPORT,
              },
            )
            .optional(),
        },
        CHECK,
      ),
    ],
    { error: CHECK },
  ),
  { error: 'Write a mapping of names to shell lines, such as unit: pytest -q tests/unit.' },
)

const OPTION = 'Name an option as `dvc remote modify` takes it, such as region.'

const OPTION_VALUE = 'Give the value as one text.'

const optionValue = z
  .union([z.string().min(1, { error: OPTION_VALUE }), z.number(), z.boolean()], { error: OPTION_VALUE })
  .transform(String)

const optionName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, { error: OPTION })

const MAPPING = 'Write a mapping of options to values, or one key=value per line.'

// A mapping below a name has the options of the remote of that name. A name of an option takes one value.
const remoteConfig = z
  .record(
    optionName,
    z.union([optionValue, z.record(optionName, optionValue, { error: MAPPING })], { error: OPTION_VALUE }),
    {
      error: MAPPING,
    },
  )
  .superRefine((options, context) => {
    for (const [option, value] of Object.entries(options))
      if (typeof value === 'object' && isKnownOption(option))
        context.addIssue({ code: 'custom', path: [option], message: OPTION_VALUE, input: value })
  })
  .transform(flattenOptions)

const PLACE = 'Give a list of places as the error remote-not-accepted writes them, such as [s3://bucket].'

const KNOWN_HOSTS = 'Give lines of known_hosts, or the path of such a file.'

const TOKENS =
  'Write one line HOST=TOKEN or HOST=USER:TOKEN for each host, such as github.com=${{ secrets.DATA_TOKEN }}.'

const VERSION = "Write a version of DVC in quotes, such as '3.67.1'."

const EXPORTS = 'Give path, env, or both: [path, env].'
const EXPORT = z.enum(['path', 'env'], { error: EXPORTS })

const JOBS = 'Allowed: auto, or a whole number from 1 to 1000.'

/** Schemas: project, remote, environment and checks. */
export const generalShapes = {
  mode: choice('auto', ...MODES.map(({ mode }) => mode)),
  config: name('the path of the configuration file').optional(),
  'working-directory': name('a folder'),
  remote: name('the name of a remote').optional(),
  'remote-config': remoteConfig,
  'accepted-remotes': z
    .array(z.string({ error: PLACE }).regex(/^[a-z][a-z0-9+.-]*:\/\/\S/i, { error: PLACE }), { error: PLACE })
    .optional()
    .transform((value) => value ?? []),
  'ssh-known-hosts': z.string({ error: KNOWN_HOSTS }).min(1, { error: KNOWN_HOSTS }).optional(),
  'import-token': z
    .string({ error: TOKENS })
    .optional()
    .transform((text = '', context) => parseImportTokens(text) ?? refused(context, TOKENS)),
  'remote-timeout': duration,
  setup: shellLine('Allowed: auto, none, or a shell line that installs the packages.').transform((value) =>
    value === 'auto' || value === 'none' ? { kind: value } : { kind: 'command', command: value },
  ),
  'setup-exports': z
    .union([z.array(EXPORT, { error: EXPORTS }), EXPORT.transform((one) => [one])], { error: EXPORTS })
    .optional()
    .transform((value) => value ?? []),
  'dvc-version': z
    .string({ error: VERSION })
    .regex(/^\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc|\.post|\.dev)\d+)*$/, { error: VERSION })
    .optional(),
  'dvc-lock': name('the path of a requirements file').optional(),
  jobs: z
    .union([z.literal('auto'), z.int({ error: JOBS }).min(1, { error: JOBS }).max(1000, { error: JOBS })], {
      error: JOBS,
    })
    .transform((value) => (value === 'auto' ? undefined : value)),
  'keep-going': z.boolean({ error: FLAG }),
  checks: checks.transform((value) =>
    Object.entries(value).map(([check, given]) => {
      const { run, report } =
        typeof given === 'string' || Array.isArray(given) ? { run: given, report: undefined } : given
      return {
        name: check,
        command: [run].flat().join('\n'),
        ...(report === undefined ? {} : { reports: [...new Set([report].flat())] }),
      }
    }),
  ),
} satisfies Shapes
