import { BUILDS, EVERYWHERE, WITH_CARD } from './modes.js'
import type { SettingRow } from './row.js'

/** The model card and the release of an official build. */
export const CARD_SETTINGS: readonly SettingRow[] = [
  {
    name: 'card',
    key: 'card',
    text: 'plain',
    values: 'FILE',
    absent: 'none',
    modes: WITH_CARD,
    surfaces: EVERYWHERE,
    description:
      'Model card, such as MODEL_CARD.md, relative to the working directory. Each official build writes its metrics, limits, data, parameters and environment between two markers and into `model-index` of the front matter, in the commit of the build. The other text is of its authors and stays.',
  },
  {
    name: 'hub',
    key: 'hub',
    text: 'plain',
    values: 'OWNER/NAME',
    absent: 'none',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Model repository of the Hugging Face Hub that gets the card as README.md, and the model, after each official build. The variable HF_TOKEN has the token; it needs write access. Needs `card`.',
  },
  {
    name: 'github-release',
    key: 'release',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Makes a release on GitHub for the tag of each official build. Its notes tell which code, data, parameters and metrics changed since the last release. Needs `tag` and `contents: write`.',
  },
]
