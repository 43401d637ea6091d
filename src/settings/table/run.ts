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
      "Whether GitHub's cache keeps DVC's objects, the installed DVC and the environment of `setup` from one run to the next, where the runner offers it. `auto` leaves DVC's objects out unless the repository is private: in a public one anybody's pull request can read the cache.",
  },
  {
    name: 'cache-limit',
    text: 'scalar',
    values: 'a size',
    default: '2G',
    modes: CACHING,
    surfaces: ['input'],
    description:
      'The largest entry that is kept in the cache; what is larger is fetched or made anew each time. A repository has 10 GB for all of its entries unless it has bought more.',
  },
  {
    name: 'report',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description: 'Where report.json goes. It is written however the run ends.',
  },
  {
    name: 'page',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: ALL,
    surfaces: EVERYWHERE,
    description:
      'Where the report as one HTML file goes, with the pipeline and the plots drawn. It loads nothing, so it works offline and as an artifact.',
  },
  {
    name: 'yes',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: WITH_REMOTE,
    surfaces: ['option'],
    description: 'Answer every question with yes.',
  },
]
