/** A part that is a Python virtual environment; `uv` is the one that holds uv itself. */
export type PythonPart =
  | 'uv'
  | 'dvc'
  | 'digits'
  | 'model-signing'
  | 'zizmor'
  | 'remotes'
  | 'dvc-mid'
  | 'dvc-old'
  | 'mlflow'
  | 'python-tools'
  | 'tables'

/** A part that `node scripts/lab.mjs PART` installs. */
export type LabPart =
  | PythonPart
  | 'node24'
  | 'act'
  | 'actionlint'
  | 'versitygw'
  | 'fake-gcs-server'
  | 'azurite'
  | 'fonts'

/**
 * Where `node scripts/lab.mjs` puts what the tests, the demo and the bench run: absolute paths inside the checkout.
 * A path is given whether or not the part is installed; `requireParts` tells.
 */
export interface Lab {
  /** The checkout. */
  readonly root: string
  /** `.lab` of the checkout: everything below it may be deleted at any time. */
  readonly directory: string
  /** The pinned versions, without a leading `v`. */
  readonly versions: {
    readonly uv: string
    readonly dvc: string
    readonly dvcMid: string
    readonly dvcOld: string
    readonly act: string
    readonly actionlint: string
    readonly versitygw: string
    readonly fakeGcsServer: string
    readonly azurite: string
    readonly wsgidav: string
    readonly cheroot: string
    readonly modelSigning: string
    readonly pyOpenSsl: string
    readonly zizmor: string
    readonly mlflow: string
    readonly pandas: string
    readonly pyarrow: string
    readonly inter: string
    readonly jetbrainsMono: string
    readonly notoColorEmoji: string
    readonly ruff: string
    readonly mypy: string
    readonly typesPyYaml: string
    readonly typesPsutil: string
    readonly pytest: string
    readonly hypothesis: string
    readonly go: string
  }
  readonly uvBin: string
  /** UV_CACHE_DIR for anything that installs with uv: what the lab has downloaded is not downloaded again. */
  readonly uvCacheDir: string
  /** PIP_CACHE_DIR, likewise. */
  readonly pipCacheDir: string
  /** DVC with the extras s3 and ssh. Its directory goes in front of PATH to make it the `dvc` of a project. */
  readonly dvcBin: string
  readonly dvcMidBin: string
  readonly dvcOldBin: string
  /** The Python of a part's virtual environment; `pythonBin('digits')` has what examples/digits needs. */
  readonly pythonBin: (part: PythonPart) => string
  /** Node 24, which GitHub's runners use for `using: node24`. */
  readonly node24Bin: string
  readonly actBin: string
  readonly actionlintBin: string
  readonly versitygwBin: string
  readonly fakeGcsServerBin: string
  /** The server of blobs, a script for Node. */
  readonly azuriteBin: string
  readonly fontsDirectory: string
  /** DVC with the clients of every protocol; its Python has servers of SSH and WebDAV. */
  readonly remotesDvcBin: string
  readonly zizmorBin: string
  readonly ruffBin: string
  readonly mypyBin: string
  /** The command of OpenSSF model signing. */
  readonly modelSigningBin: string
  readonly mlflowBin: string
}

export const lab: Lab

/** The file whose existence says that a part is installed whole. */
export function stampFile(part: LabPart): string

/** Throws an error with the command to run when one of the parts is not installed. It does not ask which version. */
export function requireParts(...parts: LabPart[]): void
