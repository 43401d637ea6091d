import { AUDIT, AUDITED, EVERYWHERE } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `audit`: stages that run twice. */
export const AUDIT_SETTINGS: readonly SettingRow[] = [
  {
    name: 'audit-stages',
    key: 'audit.stages',
    text: 'stages',
    values: 'all or stages',
    default: 'all',
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: 'Stages to run twice, also as words after `audit`. The inputs that other stages make are downloaded.',
  },
  {
    name: 'vary',
    key: 'audit.vary',
    text: 'names',
    values: 'none, or some of folder, time-zone, locale, hash-seed and threads',
    default: 'folder',
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description:
      'What the second run has different. With `folder`, both runs have folders of their own and run at the same time where the machine has room. Otherwise they run one after the other in the same folder.',
  },
  {
    name: 'differences',
    key: 'audit.differences',
    text: 'plain',
    values: 'warn or fail',
    default: 'fail',
    modes: AUDIT,
    surfaces: EVERYWHERE,
    description: 'What a stage that is not reproducible means for `audit`: a warning, or a failed run.',
  },
  {
    name: 'audit',
    key: 'rebuild.audit',
    text: 'plain',
    values: 'off, warn or fail',
    default: 'off',
    modes: AUDITED,
    surfaces: EVERYWHERE,
    description:
      'Runs the stages of a build a second time before it is published, and compares their outputs. `fail` rejects a build that is not reproducible. The build takes twice the time.',
  },
]
