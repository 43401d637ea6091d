import { parse as parseToml } from 'smol-toml'
import { readYaml } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { normalizedName } from './package-name.js'

/** A package and its version. */
export type Pin = readonly [name: string, version: string]

/** Characters of the largest YAML that is read: the parser reads a million in a second. */
const LARGEST_YAML = 4 * 1024 * 1024

interface Format {
  what: string
  parse: (text: string) => unknown
  pins: (root: Record<string, unknown>) => Pin[]
}

const TOML: Format = { what: 'TOML', parse: parseToml, pins: ({ package: own, packages }) => listed(own ?? packages) }

/** The lock files that are lists of records, by name. */
const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/^(?:uv|poetry|pdm)\.lock$|^pylock.*\.toml$/, TOML],
  [
    /^Pipfile\.lock$/,
    {
      what: 'JSON',
      parse: JSON.parse,
      pins: ({ default: main, develop }) => [...named(main), ...named(develop)],
    },
  ],
  [/^renv\.lock$/, { what: 'JSON', parse: JSON.parse, pins: ({ Packages: all }) => named(all) }],
  [/^conda-lock\.yml$/, { what: 'YAML', parse: readYaml, pins: ({ package: all }) => listed(all) }],
  [/^environment\.ya?ml$/, { what: 'YAML', parse: readYaml, pins: ({ dependencies }) => required(dependencies) }],
]

/**
 * The packages of a lock file that is TOML, JSON or YAML.
 * @returns undefined for a file of another kind; a clause with the reason for one that cannot be read
 */
export function readRecords(name: string, text: string): Pin[] | string | undefined {
  const format = FORMATS.find(([pattern]) => pattern.test(name))?.[1]
  if (format === undefined) return undefined
  if (format.what === 'YAML' && text.length > LARGEST_YAML) return `it has more than ${LARGEST_YAML / 1024 / 1024} MiB`
  try {
    const root = format.parse(text)
    return isRecord(root) ? format.pins(root) : 'it is no mapping'
  } catch {
    return `it is not valid ${format.what}`
  }
}

/** `[{ name, version }]`. The project itself has no version in some. */
function listed(list: unknown): Pin[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) =>
    isRecord(item) && typeof item['name'] === 'string' ? pinOf(item['name'], item['version'], item) : [],
  )
}

/** `{ name: { version } }`, of Pipenv with `==` in front, of renv with a capital. */
function named(map: unknown): Pin[] {
  return Object.entries(isRecord(map) ? map : {}).flatMap(([name, item]) =>
    isRecord(item) ? pinOf(name, item['version'] ?? item['Version'], item) : [],
  )
}

function pinOf(name: string, version: unknown, item: Record<string, unknown>): Pin[] {
  const parts = [typeof version === 'string' ? version.replace(/^==/, '') : '', commitOf(item)].filter(Boolean)
  return parts.length === 0 ? [] : [[normalizedName(name), parts.join(' at ')]]
}

/**
 * The commit of a package from Git, shortened: it changes where the version does not. Of an address only what follows
 * `#` is taken, because an address may have a password.
 */
function commitOf(item: Record<string, unknown>): string {
  const [source, vcs] = [item['source'], item['vcs']].map((part) => (isRecord(part) ? part : undefined))
  const found = [
    source?.['git'], // uv
    source?.['resolved_reference'], // Poetry
    item['revision'], // PDM
    vcs?.['commit-id'], // PEP 751
    item['ref'], // Pipenv
    item['RemoteSha'], // renv
  ].find((value) => typeof value === 'string')
  return COMMIT.exec(found ?? '')?.[1] ?? ''
}

/** A commit, alone or at the end of an address. */
const COMMIT = /(?:^|#)([0-9a-f]{12})[0-9a-f]{28,52}$/

/** `[numpy=2.1.0, { pip: [dvc==3.0] }]` of conda. */
function required(list: unknown): Pin[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown): Pin[] => {
    if (isRecord(item)) return required(item['pip'])
    const [, name, version] = (typeof item === 'string' ? CONDA.exec(item.slice(0, LONGEST)) : null) ?? []
    return name === undefined || version === undefined ? [] : [[normalizedName(name), version]]
  })
}

/** Characters of an entry of conda in which a name and its version are searched. */
const LONGEST = 500
/** `conda-forge::numpy=2.1.0=py312`, `numpy==2.1.0`; an option of pip (`--trusted-host=…`) is no package. */
const CONDA = /^(?:[\w./-]+::)?(\w[\w.-]*)(?:\[[^\]]*\])? *={1,2} *([\w.!+*-]+)/
