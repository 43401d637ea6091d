import { debug } from '@actions/core'

// Whatever a run starts ends with it, and it keeps no state. action.yml names this file so that later versions can save caches here.
debug('dvc-ci: nothing is left to clean up.')
