import { EVERYWHERE, HANDING_ON } from './modes.js'
import type { SettingRow } from './row.js'

/** A build or a validation over several machines. */
export const FAN_OUT_SETTINGS: readonly SettingRow[] = [
  {
    name: 'runs-on',
    key: 'fan-out.runs-on',
    text: 'stages',
    values: 'a label of a runner, or several',
    default: 'ubuntu-latest',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'Where the stages of a build over many machines run, if dvc.yaml asks for nothing else (`meta: { dvc-ci: { runs-on: …, container: … } }`).',
  },
  {
    name: 'plan-for',
    text: 'plain',
    values: 'rebuild, retrain or validate',
    default: 'rebuild',
    modes: ['plan'],
    surfaces: EVERYWHERE,
    description:
      'What is spread over machines: an official build, a retraining with what it is asked for, or the stages that a change made stale (`stale: run` or `commit`). The other jobs know it by the plan.',
  },
  {
    name: 'plan',
    text: 'plain',
    values: 'the output `plan`',
    absent: 'none: stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'What the job with mode: plan has decided.',
  },
  {
    name: 'job',
    text: 'plain',
    values: 'NAME',
    absent: 'none: stage needs it',
    modes: ['stage'],
    surfaces: EVERYWHERE,
    description: 'The job of the plan that is to be done.',
  },
  {
    name: 'fragments',
    text: 'plain',
    values: 'DIR',
    absent: 'none: stage and collect need it',
    modes: HANDING_ON,
    surfaces: EVERYWHERE,
    description: 'Folder with what earlier jobs have handed on, and where this one writes its own.',
  },
]
