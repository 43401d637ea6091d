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
    description: 'Tracking rules that are not applied, such as notebook-outputs. They are listed in docs/rules.',
  },
  {
    name: 'install-driver',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ['resolve'],
    surfaces: ['option'],
    description: 'Make Git merge dvc.lock by stage: a line in .gitattributes and the configuration of this clone.',
  },
]
