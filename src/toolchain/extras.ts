/**
 * The extras of the package `dvc` for remotes, and the module that identifies each (`known_implementations` in
 * dvc_objects/fs).
 */
export const EXTRA_MODULES = {
  azure: 'dvc_azure',
  gdrive: 'dvc_gdrive',
  gs: 'dvc_gs',
  hdfs: 'dvc_hdfs',
  oss: 'dvc_oss',
  s3: 'dvc_s3',
  ssh: 'dvc_ssh',
  webdav: 'dvc_webdav',
  webhdfs: 'dvc_webhdfs',
} as const

/**
 * The module that each extra is for. DVC imports it at the first use of a remote, so `import dvc_gdrive` succeeds where
 * a dependency of pydrive2 is too new.
 */
export const CLIENT_MODULES: Readonly<Record<Extra, string>> = {
  azure: 'adlfs',
  gdrive: 'pydrive2.fs',
  gs: 'gcsfs',
  hdfs: 'pyarrow.fs',
  oss: 'ossfs',
  s3: 's3fs',
  ssh: 'sshfs',
  webdav: 'webdav4.fsspec',
  webhdfs: 'fsspec.implementations.webhdfs',
}

export type Extra = keyof typeof EXTRA_MODULES

/** Schemes that share an extra with another scheme. */
const ALIASES: Readonly<Record<string, Extra>> = { webdavs: 'webdav' }

/** True for the name of an extra. */
export function isExtra(name: string): name is Extra {
  return Object.hasOwn(EXTRA_MODULES, name)
}

/**
 * The extras that remotes, dependencies and imports with these URL schemes need, sorted, each once. Local folders (no scheme, `file`), `http`,
 * `https`, and `remote` (which names another remote) need none. DVC itself reports unknown schemes.
 */
export function extrasOf(schemes: readonly string[]): Extra[] {
  const extras = new Set<Extra>()
  for (const scheme of schemes) {
    const name = scheme.toLowerCase().replace(/:(\/\/)?$/, '')
    const extra = ALIASES[name] ?? name
    if (isExtra(extra)) extras.add(extra)
  }
  return [...extras].sort()
}
