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
      'Stages to run even if nothing changed. `all` builds from source data only. Otherwise dvc-ci pulls upstream outputs, verifies them and names them in the report.',
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
      'How dvc-ci publishes dvc.lock and the metrics of the official build: push to the branch, a commit that GitHub makes and signs (`api`), a pull request, a tag only, or no commit.',
  },
  {
    name: 'tag',
    key: 'rebuild.tag',
    text: 'names',
    values: 'none, gto or a name with {n}, {semver} or {date}',
    default: 'none',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Annotated tag of the official build, such as model-v{n}. {n} is the next free number, {semver} the next version ({semver:minor} and {semver:major} raise another part), {date} the day. dvc-ci never moves a tag. Several tags are a list; the first is the version.',
  },
  {
    name: 'dry-run',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Does everything except push and commit, and reports the changes that it would make.',
  },
]
