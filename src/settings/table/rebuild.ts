import { BUILDS, EVERYWHERE, PUBLISHING } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `rebuild`: stages to run, commit and tag. */
export const REBUILD_SETTINGS: readonly SettingRow[] = [
  {
    name: 'when',
    key: 'rebuild.when',
    text: 'plain',
    values: 'always or changed',
    default: 'always',
    modes: ['rebuild', 'plan', 'collect'],
    surfaces: EVERYWHERE,
    description: '`changed` builds only if the inputs of the pipeline differ from those of the last official build.',
  },
  {
    name: 'force',
    key: 'rebuild.force',
    text: 'stages',
    values: 'all, none or stages',
    default: 'all',
    modes: ['rebuild', 'plan'],
    surfaces: EVERYWHERE,
    description:
      'The stages to run even if nothing changed. `all` builds from source data only; otherwise upstream outputs are pulled, verified and named in the report.',
  },
  {
    name: 'commit',
    key: 'rebuild.commit',
    text: 'plain',
    values: 'push, api, pull-request, tag or none',
    default: 'push',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'How dvc.lock and the metrics of the official build are committed: pushed to the branch, made by GitHub with its signature, in a pull request, under a tag alone, or not at all.',
  },
  {
    name: 'tag',
    key: 'rebuild.tag',
    text: 'plain',
    values: 'none, gto or a name with {n}, {semver} or {date}',
    default: 'none',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. It is never moved.',
  },
  {
    name: 'dry-run',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Do everything but push and commit, and say what would be done.',
  },
]
