import { ALL, CACHING, EVERYWHERE, WITH_REMOTE } from './modes.js'
import type { SettingRow } from './row.js'

/** Cache, report files and questions of a run. */
export const RUN_SETTINGS: readonly SettingRow[] = [
  {
    name: 'cache',
    text: 'plain',
    values: 'auto, all or none',
    default: 'auto',
    modes: CACHING,
    surfaces: ['input'],
    description:
      "Caches DVC's objects, the installed DVC and the environment of `setup` between runs in GitHub's cache, where the runner has one. `auto` caches DVC's objects only in private repositories: in a public one, every pull request can read the cache.",
  },
  {
    name: 'cache-limit',
    text: 'scalar',
    values: 'a size',
    default: '2G',
    modes: CACHING,
    surfaces: ['input'],
    description:
      'Largest entry in the cache. Larger objects are downloaded or made again in each run. GitHub gives a repository 10 GB for all entries, unless it has bought more.',
  },
  {
    name: 'report',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description: 'Path of report.json. dvc-ci also writes it when the run fails.',
  },
  {
    name: 'page',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description:
      'Path of the report as one HTML file, with the pipeline and the plots. The file loads nothing, so it works offline and as an artifact.',
  },
  {
    name: 'yes',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: WITH_REMOTE,
    surfaces: ['option'],
    description: 'Answers every question with yes.',
  },
]
