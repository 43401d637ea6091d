import { EVERYWHERE } from './modes.js'
import type { SettingRow } from './row.js'

/** Tracking rules, and the merge driver for dvc.lock. */
export const LINT_SETTINGS: readonly SettingRow[] = [
  {
    name: 'lint-off',
    key: 'lint.off',
    text: 'stages',
    values: 'rules',
    absent: 'none',
    modes: ['validate', 'lint'],
    surfaces: EVERYWHERE,
    description: 'Tracking rules to switch off, such as notebook-outputs. docs/rules lists them.',
  },
  {
    name: 'install-driver',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ['resolve'],
    surfaces: ['option'],
    description: 'Makes Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone.',
  },
]
