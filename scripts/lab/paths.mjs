import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { node24Packages, versions } from './versions.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const directory = join(root, '.lab')
const inVenv = (part, bin) => join(directory, part, 'bin', bin)
const built = (bin) => join(directory, 'bin', bin)
const node24Package = node24Packages[`${process.platform}-${process.arch}`]?.name ?? 'node'

export const lab = Object.freeze({
  root,
  directory,
  versions: Object.freeze({ ...versions }),
  uvBin: inVenv('boot', 'uv'),
  uvCacheDir: join(directory, 'uv-cache'),
  pipCacheDir: join(directory, 'pip-cache'),
  dvcBin: inVenv('dvc', 'dvc'),
  dvcMidBin: inVenv('dvc-mid', 'dvc'),
  dvcOldBin: inVenv('dvc-old', 'dvc'),
  pythonBin: (part) => inVenv(part === 'uv' ? 'boot' : part, 'python'),
  node24Bin: join(directory, 'node24', 'node_modules', node24Package, 'bin', 'node'),
  actBin: built('act'),
  actionlintBin: built('actionlint'),
  versitygwBin: built('versitygw'),
  fakeGcsServerBin: built('fake-gcs-server'),
  azuriteBin: join(directory, 'azurite', 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js'),
  /** Folders of TTF files. */
  fontsDirectory: join(directory, 'fonts', 'node_modules', '@expo-google-fonts'),
  /** DVC with the clients of every protocol, and the servers of SSH and WebDAV. */
  remotesDvcBin: inVenv('remotes', 'dvc'),
  zizmorBin: inVenv('zizmor', 'zizmor'),
  ruffBin: inVenv('python-tools', 'ruff'),
  mypyBin: inVenv('python-tools', 'mypy'),
  modelSigningBin: inVenv('model-signing', 'model_signing'),
  mlflowBin: inVenv('mlflow', 'mlflow'),
})

/** The file whose existence says that a part is installed whole. */
export const stampFile = (part) => join(directory, 'stamps', `${part}.json`)

export function requireParts(...parts) {
  const missing = parts.filter((part) => !existsSync(stampFile(part)))
  if (missing.length > 0) {
    throw new Error(`not installed in .lab: ${missing.join(', ')}. Run: node scripts/lab.mjs ${missing.join(' ')}`)
  }
}
