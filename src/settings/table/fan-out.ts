import { EVERYWHERE, HANDING_ON } from './modes.js'
import type { SettingRow } from './row.js'

/** A build or a validation over several machines. */
export const FAN_OUT_SETTINGS: readonly SettingRow[] = [
  {
    name: 'runs-on',
    key: 'fan-out.runs-on',
    text: 'stages',
    values: 'label of a runner, or several',
    default: 'ubuntu-latest',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'Runner of the stages of a build over several machines, where dvc.yaml asks for no other (`meta: { dvc-ci: { runs-on: …, container: … } }`).',
  },
  {
    name: 'plan-for',
    text: 'plain',
    values: 'rebuild, retrain or validate',
    default: 'rebuild',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'Work to spread over machines: an official build, a retraining with its request, or the stages that a change made stale (`stale: run` or `commit`). The other jobs read it from the plan.',
  },
  {
    name: 'plan',
    text: 'plain',
    values: 'the output `plan`',
    absent: 'none; stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'The output `plan` of the job with mode: plan.',
  },
  {
    name: 'job',
    text: 'plain',
    values: 'NAME',
    absent: 'none; stage needs it',
    modes: ['stage'],
    surfaces: EVERYWHERE,
    description: 'Name of the job of the plan to run.',
  },
  {
    name: 'fragments',
    text: 'plain',
    values: 'DIR',
    absent: 'none; stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'Folder with the fragments of earlier jobs. This job also writes its own fragment there.',
  },
]
