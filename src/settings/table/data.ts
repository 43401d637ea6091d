import { DESCRIBING, EVERYWHERE } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `data`: how changed data is described. */
export const DATA_SETTINGS: readonly SettingRow[] = [
  {
    name: 'data-diff',
    key: 'data.diff',
    text: 'plain',
    values: 'none, files or all',
    default: 'all',
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description:
      'How much of changed data is described. `files` compares names and hashes, and reads no data. `all` also reads the tables, images, audio, texts and headers of models among them.',
  },
  {
    name: 'data-show',
    key: 'data.show',
    text: 'plain',
    values: 'counts or values',
    default: 'counts',
    modes: [...DESCRIBING, 'audit'],
    surfaces: EVERYWHERE,
    description:
      'What reports show of the data. `counts`: counts, shares and schema. `values` adds categories, ranges and thumbnails of images; comments, summaries and pages of a public repository are public too.',
  },
  {
    name: 'data-keys',
    key: 'data.keys',
    text: 'yaml',
    values: 'mapping of tables to columns',
    absent: 'found by content',
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description:
      'Columns that identify a row, by the path of the table or a pattern. Without them dvc-ci looks for a column of identifiers that is unique on both sides, else it compares whole rows.',
  },
  {
    name: 'data-limit',
    key: 'data.limit',
    text: 'scalar',
    values: 'a size',
    default: '500M',
    modes: DESCRIBING,
    surfaces: EVERYWHERE,
    description: 'Largest content of changed data that is read for each side. The report names what it leaves out.',
  },
  {
    name: 'data-timeout',
    key: 'data.timeout',
    text: 'scalar',
    values: 'a duration',
    default: '5m',
    modes: [...DESCRIBING, 'audit'],
    surfaces: EVERYWHERE,
    description:
      'Longest time for reading lists of files, for downloading the content of changed data, and for reading it: for each of these.',
  },
  {
    name: 'data-memory',
    key: 'data.memory',
    text: 'scalar',
    values: 'a size',
    default: '2G',
    modes: [...DESCRIBING, 'audit'],
    surfaces: EVERYWHERE,
    description: 'Memory for reading the content of changed data.',
  },
]
