import { chmod, mkdir, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clone, TINY } from '../support/project.js'

/** What an attacker aims at, outside of the repository. */
export interface Target {
  /** A folder of the runner, which no run may change. */
  outside: string
  /** A file that exists as soon as code of the repository ran. */
  marker: string
  /** A file of the runner with a secret in it. */
  secret: string
  /** Address of a server that no run may ask. */
  evil: string
}

/** One hostile repository: a change of the tiny project that a pull request brings. */
export interface HostileRepository {
  name: string
  make: (clone: Clone, target: Target) => Promise<void>
  /** Options of the validation. */
  args?: readonly string[]
  env?: (target: Target) => NodeJS.ProcessEnv
  /** The remote is another server: it may be asked, and must not get the credential of the input `remote-config`. */
  isRemote?: true
  /** New files outside that its configuration asks for, as for a shared cache. */
  mayWrite?: RegExp
}

async function link(clone: Clone, target: string, path: string): Promise<void> {
  await mkdir(dirname(clone.path(path)), { recursive: true })
  await symlink(target, clone.path(path))
}

async function script(clone: Clone, path: string, text: string): Promise<void> {
  await clone.write(path, text)
  await chmod(clone.path(path), 0o755)
}

/** The `.dvc` file of the tiny project, with another path. */
async function pointer(clone: Clone, file: string, path: string): Promise<void> {
  await clone.write(file, (await clone.read('data/raw.csv.dvc')).replace('path: raw.csv', `path: ${path}`))
}

const bomb = (levels: number) =>
  `a0: &a0 [x, x]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`).join('')}`
const python = ({ marker }: Target) => `open(${JSON.stringify(marker)}, 'w').write('python')\n`
const shell = ({ marker }: Target) => `#!/bin/sh\ntouch ${marker}\n`
const named = (name: string): HostileRepository => ({
  name: `a file named ${JSON.stringify(name)}`,
  make: async (clone) => {
    await clone.write(`data/${name}`, 'x\n')
    await clone.write(
      `${name}.dvc`,
      `outs:\n- md5: ${'0'.repeat(32)}\n  size: 1\n  hash: md5\n  path: ${JSON.stringify(name)}\n`,
    )
  },
})
const append = async (clone: Clone, path: string, text: string) => clone.write(path, `${await clone.read(path)}${text}`)

export const HOSTILE_REPOSITORIES: readonly HostileRepository[] = [
  {
    name: 'the clean case',
    make: (clone) => clone.write('README.md', 'Read me\n'),
  },
  // Links and paths.
  {
    name: 'a link out of the repository, and data below it',
    make: async (clone, { outside }) => {
      await link(clone, outside, 'lnk')
      await pointer(clone, 'x.dvc', 'lnk/x')
    },
  },
  {
    name: 'a link to the hooks of Git, and data below it',
    make: async (clone) => {
      await link(clone, '.git/hooks', 'lnk')
      await pointer(clone, 'x.dvc', 'lnk/post-checkout')
    },
  },
  {
    name: 'two links, one through the other',
    make: async (clone, { outside }) => {
      await link(clone, outside, 'a/one')
      await link(clone, 'a/one', 'two')
      await pointer(clone, 'x.dvc', 'two/x')
    },
  },
  { name: 'an absolute path in a .dvc file', make: (clone, { outside }) => pointer(clone, 'x.dvc', `${outside}/x`) },
  { name: 'a path with .. in a .dvc file', make: (clone) => pointer(clone, 'x.dvc', '../outside/x') },
  { name: 'data in .git', make: (clone) => pointer(clone, 'x.dvc', '.git/hooks/post-checkout') },
  { name: 'data in .GIT', make: (clone) => pointer(clone, 'x.dvc', '.GIT/config') },
  { name: 'data over the configuration of DVC', make: (clone) => pointer(clone, 'x.dvc', '.dvc/config') },
  {
    name: 'a stage in a folder outside',
    make: (clone) =>
      clone.edit(
        'dvc.yaml',
        'stages:\n',
        'stages:\n  out:\n    cmd: echo x > x\n    wdir: ../outside\n    outs: [x]\n',
      ),
  },
  {
    name: 'an output of dvc.lock below a link',
    make: async (clone, { outside }) => {
      await clone.git('rm', '-rq', '--cached', 'models')
      await clone.edit('dvc.lock', /models\/a\.txt/g, 'lnk/a.txt')
      await clone.edit('dvc.yaml', /models\/\$\{item\.model\}\.txt/, 'lnk/${item.model}.txt')
      await link(clone, outside, 'lnk')
    },
  },
  {
    name: 'a state of an earlier run',
    make: async (clone) => {
      const state = '.dvc/tmp/dvc-ci/aside-1-00000000'
      await clone.write(`${state}/owners.json`, '{"owners":[{"pid":4194305,"started":"1"}]}')
      await clone.write(
        `${state}/journal.jsonl`,
        '{"original":"../../../../outside/file.txt","backup":"aside-1-00000000/0","taken":"moved"}\n',
      )
      await clone.write(`${state}/0`, 'of the attacker')
      await clone.git('add', '--force', '.dvc/tmp/dvc-ci')
    },
  },
  {
    name: 'a link in the place of the cache of DVC',
    make: async (clone, { outside }) => {
      await clone.write('.dvc/.gitignore', '/config.local\n/tmp\n')
      await rm(clone.path('.dvc/cache'), { recursive: true, force: true })
      await link(clone, outside, '.dvc/cache')
      await clone.git('add', '--force', '.dvc/cache')
    },
  },
  {
    name: 'a link in the place of the temporary folder of DVC',
    make: async (clone, { outside }) => {
      await clone.write('.dvc/.gitignore', '/config.local\n/cache\n')
      await rm(clone.path('.dvc/tmp'), { recursive: true, force: true })
      await link(clone, outside, '.dvc/tmp')
    },
  },
  // Files of the runner that are read.
  {
    name: 'params.yaml is a link to a secret of the runner',
    make: async (clone, { secret }) => {
      await clone.git('rm', '-q', 'params.yaml')
      await link(clone, secret, 'params.yaml')
    },
  },
  {
    name: 'a metrics file is a link to a secret of the runner',
    make: async (clone, { secret }) => {
      await link(clone, secret, 'leak.json')
      await append(clone, 'dvc.yaml', 'metrics:\n  - leak.json\n')
    },
  },
  {
    name: 'a metrics file outside',
    make: (clone) => append(clone, 'dvc.yaml', 'metrics:\n  - ../outside/secret.json\n'),
  },
  {
    name: 'parameters outside',
    make: (clone) => append(clone, 'dvc.yaml', 'params:\n  - ../outside/secret.json\n'),
  },
  { name: 'variables outside', make: (clone) => append(clone, 'dvc.yaml', 'vars:\n  - ../outside/secret.json\n') },
  {
    name: 'a plot outside, with a template outside',
    make: (clone) =>
      append(clone, 'dvc.yaml', 'plots:\n  - ../outside/secret.json:\n      template: ../outside/secret.json\n'),
  },
  {
    name: 'dvc-ci.yaml is a link to a secret of the runner',
    make: (clone, { secret }) => link(clone, secret, 'dvc-ci.yaml'),
  },
  {
    name: 'dvc.yaml is a link to a secret of the runner',
    make: async (clone, { secret }) => {
      await clone.git('rm', '-q', 'dvc.yaml')
      await link(clone, secret, 'dvc.yaml')
    },
  },
  // Git.
  {
    name: 'a filter in .gitattributes',
    make: async (clone, target) => {
      await clone.write('.gitattributes', '* filter=evil diff=evil merge=evil\n')
      await clone.write('.gitconfig', `[filter "evil"]\n\tsmudge = ${target.marker}\n`)
    },
  },
  {
    name: 'LFS at another address',
    make: async (clone, { evil }) => {
      await clone.write('.lfsconfig', `[lfs]\n\turl = ${evil}\n`)
      await clone.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
      await clone.write('w.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`)
    },
  },
  {
    name: 'a submodule whose address is a command',
    make: async (clone, { marker }) => {
      await clone.write(
        '.gitmodules',
        `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% ${marker}\n\tupdate = !touch ${marker}\n`,
      )
      await clone.git('update-index', '--add', '--cacheinfo', `160000,${await clone.head()},x`)
    },
  },
  {
    name: 'a bare repository in a folder, with fsmonitor and hooks',
    make: async (clone, target) => {
      for (const [path, text] of [
        ['HEAD', 'ref: refs/heads/main\n'],
        [
          'config',
          `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch ${target.marker}"\n\tpager = touch ${target.marker}\n`,
        ],
        ['objects/x', ''],
        ['refs/heads/x', ''],
      ] as const)
        await clone.write(`sub/repo/${path}`, text)
      await script(clone, 'sub/repo/hooks/post-checkout', shell(target))
      await clone.write('sub/repo/dvc.yaml', 'stages: {}\n')
    },
  },
  // The configuration of DVC.
  {
    name: 'a remote at another address',
    isRemote: true,
    make: (clone, { evil }) => clone.edit('.dvc/config', /url = .*/, `url = ${evil}/data`),
  },
  {
    name: 'an SSH remote whose host is an option',
    make: (clone, { marker }) => clone.edit('.dvc/config', /url = .*/, `url = ssh://-oProxyCommand=touch${marker}/x`),
  },
  {
    name: 'a remote with a command for its password',
    isRemote: true,
    make: async (clone, { marker, evil }) => {
      await clone.edit(
        '.dvc/config',
        /url = .*/,
        `url = ${evil.replace('http', 'webdav')}/data\n    bearer_token_command = touch ${marker}\n    custom_auth_header = X`,
      )
    },
  },
  {
    name: 'a cache of DVC outside',
    // Objects by their hashes, as in a cache that a team shares.
    mayWrite: /^files(\/md5(\/[0-9a-f]{2}(\/[0-9a-f]{30}(\.dir)?)?)?)? /,
    make: (clone, { outside }) => append(clone, '.dvc/config', `[cache]\n    dir = ${outside}\n`),
  },
  {
    name: 'a database of DVC outside',
    make: (clone, { outside }) => append(clone, '.dvc/config', `[core]\n    site_cache_dir = ${outside}/site\n`),
  },
  {
    name: 'a committed config.local',
    isRemote: true,
    make: async (clone, { evil }) => {
      await clone.write('.dvc/config.local', `['remote "storage"']\n    url = ${evil}/data\n`)
      await clone.git('add', '--force', '.dvc/config.local')
    },
  },
  {
    name: 'an import from a repository whose address is a command',
    make: (clone, { marker }) =>
      clone.write(
        'imported.dvc',
        `md5: ${'1'.repeat(32)}\nfrozen: true\ndeps:\n- path: x\n  repo:\n    url: ext::sh -c touch% ${marker}\n    rev_lock: ${'1'.repeat(40)}\nouts:\n- md5: ${'2'.repeat(32)}\n  size: 1\n  hash: md5\n  path: imported\n`,
      ),
  },
  {
    name: 'an import from another host',
    make: (clone, { evil }) =>
      clone.write(
        'imported.dvc',
        `md5: ${'1'.repeat(32)}\nfrozen: true\ndeps:\n- etag: x\n  size: 1\n  path: ${evil}/x\nouts:\n- md5: ${'2'.repeat(32)}\n  size: 1\n  hash: md5\n  path: imported\n`,
      ),
  },
  // Python and its packages.
  ...[
    'pip.py',
    'sitecustomize.py',
    'usercustomize.py',
    'dvc/__init__.py',
    'yaml.py',
    'json.py',
    'encodings/__init__.py',
    'dvc_ci_engine/__init__.py',
  ].map(
    (path): HostileRepository => ({
      name: `a module ${path} at the top`,
      make: (clone, target) => clone.write(path, python(target)),
    }),
  ),
  {
    name: 'an environment with its own dvc',
    make: async (clone, target) => {
      await script(clone, '.venv/bin/dvc', `#!${clone.path('.venv/bin/python')}\n`)
      await script(clone, '.venv/bin/python', shell(target))
      await clone.write('.venv/pyvenv.cfg', 'home = /usr/bin\n')
      await clone.git('add', '--force', '.venv')
    },
  },
  {
    name: 'uv.toml and pip.conf with another package index, and a DVC to install',
    make: async (clone, { evil }) => {
      await clone.write('uv.toml', `index-url = "${evil}/simple"\n[[index]]\nurl = "${evil}/simple"\ndefault = true\n`)
      await clone.write('pip.conf', `[global]\nindex-url = ${evil}/simple\n`)
      await clone.write(
        'setup.cfg',
        `[global]\nindex-url = ${evil}/simple\n[easy_install]\nindex_url = ${evil}/simple\n`,
      )
      await clone.write(
        'pyproject.toml',
        `[tool.uv]\nindex-url = "${evil}/simple"\n[[tool.uv.index]]\nurl = "${evil}/simple"\ndefault = true\n`,
      )
      await clone.write('.env', `UV_DEFAULT_INDEX=${evil}/simple\nPIP_INDEX_URL=${evil}/simple\n`)
    },
    // A version that exists nowhere: the installation is tried against an index of this machine that is closed.
    args: ['--dvc-version', '3.66.99'],
    env: ({ outside }) => ({
      PIP_INDEX_URL: '',
      PIP_NO_INDEX: '1',
      UV_OFFLINE: '',
      DVC_CI_CACHE: outside.replace(/outside$/, 'cache'),
      XDG_CACHE_HOME: outside.replace(/outside$/, 'cache'),
      PIP_RETRIES: '0',
      UV_HTTP_TIMEOUT: '3',
      PIP_DEFAULT_TIMEOUT: '3',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    }),
  },
  // Files that explode.
  { name: 'a bomb of aliases in dvc.yaml', make: (clone) => append(clone, 'dvc.yaml', bomb(40)) },
  { name: 'a bomb of aliases in dvc.lock', make: (clone) => append(clone, 'dvc.lock', bomb(40)) },
  { name: 'a bomb of aliases in a .dvc file', make: (clone) => clone.write('x.dvc', bomb(40)) },
  { name: 'a bomb of aliases in params.yaml', make: (clone) => append(clone, 'params.yaml', bomb(40)) },
  { name: 'a bomb of aliases in dvc-ci.yaml', make: (clone) => clone.write('dvc-ci.yaml', bomb(40)) },
  { name: 'a bomb of aliases in a metrics file', make: (clone) => clone.write('metrics.json', bomb(40)) },
  // Names and words.
  named('a\u202egnp.exe'),
  named('\u2066x\u2069'),
  named('a\n::error::injected'),
  named('a\r::set-env name=PATH::x'),
  named('\x1b]0;title\x07'),
  named('-rf'),
  named('--upload-pack=touch marker'),
  named('%0A::error::x'),
  named('<img src=x onerror=alert(1)>'),
  named('x'.repeat(240)),
  {
    name: 'stages with bidirectional names and workflow commands in their descriptions',
    make: (clone) =>
      append(
        clone,
        'dvc.yaml',
        '  "st\u202eage":\n    desc: "::error::injected"\n    cmd: "echo ::error::injected"\n    deps: [nowhere]\n',
      ),
  },
  {
    name: 'a stage that would run a command',
    make: (clone, target) => append(clone, 'dvc.yaml', `  run:\n    cmd: touch ${target.marker}\n    outs: [never]\n`),
  },
  {
    name: 'parameters with workflow commands',
    make: (clone) =>
      clone.write('params.yaml', `${TINY['params.yaml'] ?? ''}note: "\\n::error::injected\\n::add-mask::x"\n`),
  },
]
