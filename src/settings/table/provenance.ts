import { CREDENTIAL_VARIABLES } from '../credential-variables.js'
import { EVERYWHERE, PROVING } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `provenance`: signed statements about official builds. */
export const PROVENANCE_SETTINGS: readonly SettingRow[] = [
  {
    name: 'provenance',
    key: 'provenance',
    text: 'yaml',
    values: 'off, on, required, or a mapping',
    default: 'off',
    modes: [...PROVING, 'stage'],
    surfaces: EVERYWHERE,
    description:
      '`on` signs a statement of what each official build was made from, and a signature of its model, where the job has `id-token: write` or a signing key. `required` publishes no build without them, and deploys and restores no version that does not verify. In a mapping, `use` has one of these values, and `repository`, `workflow`, `branch` and `key` (a file with a public key) say which signer counts. A keyless signature of a public repository is in the public log of Sigstore for ever.',
  },
  {
    name: 'signing-key',
    text: 'plain',
    values: 'PEM',
    absent: 'keyless, by the identity of the job',
    modes: ['rebuild', 'retrain', 'collect'],
    surfaces: ['input'],
    variable: CREDENTIAL_VARIABLES['signing-key'],
    description:
      'Private key (PEM, P-256, not encrypted) that signs official builds, from a secret, for jobs without an identity that Sigstore knows. dvc-ci masks it and writes it to no file. The command line reads it from the variable DVC_CI_SIGNING_KEY.',
  },
  {
    name: 'trusted-root',
    key: 'trusted-root',
    text: 'plain',
    values: 'FILE',
    absent: 'that of Sigstore, or of GitHub for a private repository',
    modes: PROVING,
    surfaces: EVERYWHERE,
    description:
      'File with the certificates and log keys that signatures are verified with (trusted_root.json of Sigstore), for a verification without network or for a private Sigstore.',
  },
  {
    name: 'bundle',
    text: 'plain',
    values: 'FILE',
    absent: 'that of the build on the Git server',
    modes: ['verify'],
    surfaces: ['option'],
    description:
      'File with the signed statements, such as provenance.jsonl of a report, the file of `gh attestation download` or the artifact in MLflow. Without it, the Git server is asked.',
  },
]
