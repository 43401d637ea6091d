/** The type of a value in a parameter file, as Python gets it. */
export type Kind = 'null' | 'bool' | 'int' | 'float' | 'date' | 'text'

/** A value as YAML 1.1 (PyYAML) and as YAML 1.2 (ruamel.yaml, so DVC) read it. */
export type Kinds = readonly [old: Kind, current: Kind]

/** The resolvers of PyYAML and of ruamel.yaml for plain scalars; the first that matches counts, else it is text. */
const OLD: readonly [Kind, RegExp][] = [
  ['bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    'float',
    /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  [
    'int',
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/,
  ],
]
const CURRENT: readonly [Kind, RegExp][] = [
  ['bool', /^(?:true|True|TRUE|false|False|FALSE)$/],
  [
    'float',
    /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?|[-+]?\d[\d_]*[eE][-+]?\d+|[-+]?\.[\d_]+(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  ['int', /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?\d[\d_]*|[-+]?0x[\da-fA-F_]+)$/],
]
const BOTH: readonly [Kind, RegExp][] = [
  ['null', /^(?:~|null|Null|NULL|)$/],
  [
    'date',
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
  ],
]

/** The kinds of a plain scalar, which has no quotes. */
export function kindsOf(plain: string): Kinds {
  const by = (resolvers: readonly [Kind, RegExp][]) =>
    [...resolvers, ...BOTH].find(([, pattern]) => pattern.test(plain))?.[0] ?? 'text'
  return [by(OLD), by(CURRENT)]
}

/** The kinds of a value in JSON, which every reader takes alike. */
export function kindsOfJson(source: string): Kinds {
  if (source.startsWith('"')) return ['text', 'text']
  if (source === 'null') return ['null', 'null']
  if (source === 'true' || source === 'false') return ['bool', 'bool']
  return /[.eE]/.test(source) ? ['float', 'float'] : ['int', 'int']
}
