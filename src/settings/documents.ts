import * as z from 'zod'
import { CATALOGUE } from '../errors/catalogue.js'
import { FINDINGS } from '../errors/findings.js'
import { OUTPUTS } from './action-outputs.js'
import { COMMAND_OPTIONS } from './arguments.js'
import { EVENT_RULES, ORIGINS } from './event-rules.js'
import { AUTO_MODES, MODES } from './mode.js'
import { POLICY_KEYS } from './policy-keys.js'
import { RULES } from './rules.js'
import { fileSchema } from './schema.js'
import { settingSections } from './setting-sections.js'
import type { SettingRow } from './table/row.js'
import { SETTINGS } from './table.js'

// Everything that is generated from the table of settings. Only scripts/generate.mjs imports this file.

/** The value without a setting, as the documents show it. */
function fallback(row: SettingRow): string {
  return row.default === undefined ? (row.absent ?? 'none') : `\`${row.default}\``
}

/** A text as a YAML scalar in double quotes. A JSON string is such a scalar. */
const quoted = (text: string): string => JSON.stringify(text)

/**
 * The text of action.yml. Inputs that dvc-ci.yaml can give have no `default`: the runner would pass it like an input of
 * the user, and it would override the file.
 */
export function actionYaml(): string {
  const inputs = SETTINGS.filter((row) => row.surfaces.includes('input')).flatMap((row) => [
    `  ${row.name}:`,
    `    description: ${quoted(`${row.description} Value: ${row.values} (default: ${row.default ?? row.absent ?? 'none'}).`)}`,
    '    required: false',
    ...(row.actionDefault === undefined ? [] : [`    default: ${row.actionDefault}`]),
  ])
  const outputs = Object.entries(OUTPUTS).flatMap(([name, description]) => [
    `  ${name}:`,
    `    description: ${quoted(description)}`,
  ])
  return [
    '# Made by scripts/generate.mjs from src/settings/table.ts and src/settings/table/: change it there.',
    'name: dvc-ci',
    `description: ${quoted('The whole CI of a DVC project: validates a pull request, rebuilds the official model after the merge.')}`,
    'author: dvc-ci contributors',
    'branding:',
    '  icon: check-circle',
    '  color: purple',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    'runs:',
    '  using: node24',
    '  main: dist/action.js',
    '  post: dist/post.js',
    '',
  ].join('\n')
}

type Node = z.core.JSONSchema.BaseSchema

/** The schema of one key of an object. A section also takes null, so its object is the first of two schemas. */
function property(parent: Node | undefined, key: string): Node | undefined {
  const found = (parent?.properties ?? parent?.anyOf?.[0]?.properties)?.[key]
  return typeof found === 'object' ? found : undefined
}

/** The JSON Schema of dvc-ci.yaml (draft 7, which most editors support). */
export function configurationSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(fileSchema(), { io: 'input', target: 'draft-7' })
  for (const row of SETTINGS) {
    // zod omits the defaults of values that it transforms.
    const node = row.key?.split('.').reduce(property, schema as Node | undefined)
    if (node !== undefined && row.default !== undefined) node.default = row.default
  }
  return `${JSON.stringify({ $schema, title: 'dvc-ci.yaml', ...schema }, null, 2)}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

function option(row: SettingRow): string {
  if (row.name === 'mode') return 'first word'
  return row.surfaces.includes('option')
    ? `\`--${row.name}\`${row.short === undefined ? '' : `, \`-${row.short}\``}`
    : row.variable === undefined
      ? ''
      : `variable \`${row.variable}\``
}

/** The anchor that GitHub gives a heading of words. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .replaceAll(' ', '-')

const SETTINGS_HEAD = ['dvc-ci.yaml', 'input', 'option', 'value', 'default', 'effect']

function settingCells(row: SettingRow): string[] {
  return [
    row.key === undefined ? '' : `\`${row.key}\``,
    row.surfaces.includes('input') ? `\`${row.name}\`` : '',
    option(row),
    row.values,
    fallback(row),
    `${row.description}${row.modes.length === 1 ? ` (${row.modes.join()})` : ''}`,
  ]
}

/** The tables of Markdown pages, between `<!-- table:NAME -->` and `<!-- /table -->`. */
export function tables(): Record<string, string> {
  return {
    ...Object.fromEntries(
      settingSections().map(({ name, rows }) => [`settings-${name}`, table(SETTINGS_HEAD, rows.map(settingCells))]),
    ),
    flags: table(
      ['option', 'effect'],
      COMMAND_OPTIONS.map((known) => [
        `\`--${known.name}\`${'short' in known ? `, \`-${known.short}\`` : ''}`,
        known.description,
      ]),
    ),
    policies: table(
      ['key', 'value', 'meaning'],
      Object.entries(POLICY_KEYS).map(([key, { values, description }]) => [`\`${key}\``, values, description]),
    ),
    modes: table(
      ['mode', 'effect'],
      MODES.map(({ mode, summary }) => [`\`${mode}\``, summary]),
    ),
    events: table(
      ['event', '`mode: auto` does'],
      AUTO_MODES.map(({ event, does }) => [event, does]),
    ),
    'event-rules': table(
      ['event', 'code or request of', 'modes that it may start', 'uses the credentials of the job'],
      EVENT_RULES.map(({ events, origin, modes, trusted, readsRemote }) => [
        events.join(', '),
        ORIGINS[origin],
        modes.map((mode) => `\`${mode}\``).join(', '),
        trusted ? 'yes' : readsRemote === true ? 'of the remote, to read' : 'no',
      ]),
    ),
    inputs: table(
      ['subject', 'inputs'],
      settingSections().map(({ title, rows }) => [
        `[${title}](docs/configuration.md#${anchor(title)})`,
        rows
          .filter((row) => row.surfaces.includes('input'))
          .map((row) => `\`${row.name}\``)
          .join(', '),
      ]),
    ),
    rules: table(
      ['rule', 'severity', 'finding'],
      Object.entries(RULES).map(([name, { severity, summary }]) => [`[\`${name}\`](${name}.md)`, severity, summary]),
    ),
    errors: table(
      ['identifier', 'exit code', 'what it says'],
      CATALOGUE.map(({ id, exitCode, title }) => [`[\`${id}\`](${id}.md)`, String(exitCode), title]),
    ),
    findings: table(
      ['rule', 'severity', 'what it says'],
      Object.entries(FINDINGS).map(([rule, { severities, title }]) => [
        `[\`${rule}\`](${rule}.md)`,
        severities.join(' or '),
        title,
      ]),
    ),
    outputs: table(
      ['output', 'description'],
      Object.entries(OUTPUTS).map(([name, description]) => [`\`${name}\``, description]),
    ),
  }
}

/**
 * A Markdown page with new tables.
 * @throws {Error} an unclosed marker, or a marker of an unknown table
 */
export function renewTables(page: string): string {
  const known = tables()
  const renewed = page.replace(/<!-- table:([a-z-]+) -->\n[^]*?<!-- \/table -->/g, (_, name: string) => {
    const content = known[name]
    if (content === undefined) throw new Error(`there is no table '${name}': only ${Object.keys(known).join(', ')}`)
    return `<!-- table:${name} -->\n${content}\n<!-- /table -->`
  })
  const opened = [...page.matchAll(/<!-- table:/g)].length
  const closed = [...renewed.matchAll(/<!-- table:[a-z-]+ -->\n[^]*?<!-- \/table -->/g)].length
  if (opened !== closed) throw new Error('a table is not closed with <!-- /table -->')
  return renewed
}
