import fc from 'fast-check'
import { type DvcScript, readDvcScript } from '../../src/toolchain/dvc-script.js'
import { anyCharacter } from '../support/any-text.js'

const at = '/env/bin/dvc'
const siblings: DvcScript = { kind: 'siblings', pythons: ['/env/bin/python', '/env/bin/python3'] }

describe('the start of a program named dvc', () => {
  it.each<[string, string, DvcScript]>([
    ['pip', '#!/env/bin/python3.11\n# -*- coding: utf-8 -*-\n', { kind: 'interpreter', python: '/env/bin/python3.11' }],
    ['Debian', '#! /usr/bin/python3 -sE\n', { kind: 'interpreter', python: '/usr/bin/python3' }],
    ['PyPy', '#!/opt/pypy/bin/pypy3\n', { kind: 'interpreter', python: '/opt/pypy/bin/pypy3' }],
    ['env', '#!/usr/bin/env python3\n', { kind: 'on-path', name: 'python3' }],
    ['env with options', '#!/usr/bin/env -S PYTHONUTF8=1 python3.12 -s\n', { kind: 'on-path', name: 'python3.12' }],
    ['a relative shebang', '#!python\n', siblings],
    [
      'uv, long',
      `#!/bin/sh\n'''exec' '/a b/env/bin/python' "$0" "$@"\n' '''\n`,
      { kind: 'interpreter', python: '/a b/env/bin/python' },
    ],
    [
      'pip, long',
      `#!/bin/sh\n'''exec' "/a b/env/bin/python3" "$0" "$@"\n' '''\n`,
      { kind: 'interpreter', python: '/a b/env/bin/python3' },
    ],
    [
      'conda, long',
      `#!/bin/sh\n'''exec' /very/long/env/bin/python "$0" "$@" #'''\n`,
      { kind: 'interpreter', python: '/very/long/env/bin/python' },
    ],
    [
      'uv, relocatable',
      `#!/bin/sh\n'''exec' "$(dirname -- "$(realpath -- "$0")")"/'python' "$0" "$@"\n' '''\n`,
      siblings,
    ],
    [
      'pyenv',
      '#!/usr/bin/env bash\nset -e\nexec "/home/me/.pyenv/libexec/pyenv" exec "$program" "$@"\n',
      { kind: 'shim', manager: '/home/me/.pyenv/libexec/pyenv' },
    ],
    [
      'asdf, old',
      '#!/usr/bin/env bash\n# asdf-plugin: python 3.11\nexec asdf exec "dvc" "$@"\n',
      { kind: 'shim', manager: 'asdf' },
    ],
    [
      'asdf, by path',
      '#!/usr/bin/env bash\nexec /opt/asdf/bin/asdf exec "dvc" "$@"\n',
      { kind: 'shim', manager: '/opt/asdf/bin/asdf' },
    ],
    ['a wrapper', '#!/bin/bash\nexec /opt/dvc/dvc "$@"\n', siblings],
    ['another language', '#!/usr/bin/perl\n', siblings],
    ['a binary', '\x7fELF\x02', { kind: 'binary' }],
    ['an empty file', '', { kind: 'binary' }],
  ])('the start of a program dvc is read as %s writes it', (_, head, expected) => {
    expect(readDvcScript(at, head, 'linux')).toEqual(expected)
  })

  it('a shim of mise is recognized by the file that it links to', () => {
    expect(readDvcScript('/usr/bin/mise', '\x7fELF', 'linux')).toEqual({ kind: 'shim', manager: '/usr/bin/mise' })
  })

  it('every path that a launcher quotes is found', () => {
    const segment = fc.stringMatching(/^[\p{L}\d ._+@-]{1,40}$/u)
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 9 }), fc.constantFrom('"', "'"), (segments, quote) => {
        const python = `/${segments.join('/')}/python`
        expect(
          readDvcScript(at, `#!/bin/sh\n'''exec' ${quote}${python}${quote} "$0" "$@"\n' '''\nimport sys\n`, 'darwin'),
        ).toEqual({ kind: 'interpreter', python })
      }),
    )
  })

  it('reading the start of a program never fails, for any file', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter }),
        fc.constantFrom<NodeJS.Platform>('linux', 'win32'),
        (head, platform) => {
          expect(readDvcScript(at, `#!${head}`, platform).kind).toMatch(/^(interpreter|on-path|siblings|shim|binary)$/)
        },
      ),
    )
  })
})

describe('a launcher of Windows', () => {
  it('a Windows launcher is beside its Python, or one folder below', () => {
    expect(readDvcScript('C:\\p\\.venv\\Scripts\\dvc.exe', 'MZ\0\0', 'win32')).toEqual({
      kind: 'siblings',
      pythons: ['C:\\p\\.venv\\Scripts\\python.exe', 'C:\\p\\.venv\\python.exe'],
    })
  })

  it('a Windows launcher contains the path of a Python elsewhere, as for packages of one user', () => {
    const content = 'MZ\0#!not this\0\0#!"C:\\Program Files\\Python312\\python.exe"\r\nPK\x03\x04'
    expect(
      readDvcScript('C:\\Users\\me\\AppData\\Roaming\\Python\\Python312\\Scripts\\dvc.exe', content, 'win32'),
    ).toMatchObject({ pythons: ['C:\\Program Files\\Python312\\python.exe', expect.any(String), expect.any(String)] })
  })
})
