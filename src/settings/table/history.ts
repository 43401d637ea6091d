import { EVERYWHERE, RECORDING } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `history`: the page of all official builds. */
export const HISTORY_SETTINGS: readonly SettingRow[] = [
  {
    name: 'history-branch',
    key: 'history.branch',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description:
      'Branch, such as gh-pages, into whose folder `dvc-ci` each build and rollback writes the page, the JSON and the badges of all official builds. Other files of the branch stay. Needs the history of the checkout, which is fetched. A failure is a warning.',
  },
  {
    name: 'history-page',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: RECORDING,
    surfaces: EVERYWHERE,
    description: 'Path of the page of all official builds, as one HTML file that works offline and as an artifact.',
  },
  {
    name: 'pulls',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: ['history'],
    surfaces: ['option'],
    description: 'Draws the pull requests too, as lighter points: the metrics of their last runs in MLflow.',
  },
  {
    name: 'badges',
    text: 'plain',
    values: 'DIR',
    absent: 'none',
    modes: ['history'],
    surfaces: ['option'],
    description:
      'Folder for badges in SVG: build.svg with the last official build, and one for each metric with a policy.',
  },
]
