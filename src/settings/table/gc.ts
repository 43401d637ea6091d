import { EVERYWHERE } from './modes.js'
import type { SettingRow } from './row.js'

const GC = ['gc'] as const

/** Section `gc`: what the remote keeps, and what is removed from it. */
export const GC_SETTINGS: readonly SettingRow[] = [
  {
    name: 'delete',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: GC,
    surfaces: EVERYWHERE,
    description:
      'Lists the objects that no commit needs, sets aside those that were listed a grace period ago, and removes those that were set aside a grace period ago. Without it, gc only reports.',
  },
  {
    name: 'grace',
    key: 'gc.grace',
    text: 'scalar',
    values: 'a number with h or d',
    default: '14d',
    modes: GC,
    surfaces: EVERYWHERE,
    description:
      'Time between the list and setting aside, and between setting aside and removal, by the clock of the remote. It must be longer than any time between `dvc push` and `git push`.',
  },
  {
    name: 'keep-builds',
    key: 'gc.keep-builds',
    text: 'scalar',
    values: 'a number',
    default: 50,
    modes: GC,
    surfaces: EVERYWHERE,
    description: 'Number of the last official builds whose data is kept, for each working directory.',
  },
  {
    name: 'keep-days',
    key: 'gc.keep-days',
    text: 'scalar',
    values: 'a number',
    default: 90,
    modes: GC,
    surfaces: EVERYWHERE,
    description: 'Days for which the data of every commit is kept.',
  },
  {
    name: 'projects',
    key: 'gc.projects',
    text: 'names',
    values: 'none or addresses of Git repositories',
    absent: 'not known',
    modes: GC,
    surfaces: EVERYWHERE,
    description:
      'The other Git repositories whose data is in this remote: addresses, or paths of clones. Everything that their histories name is kept. `delete` needs it; `none` says that no other project uses the remote.',
  },
]
