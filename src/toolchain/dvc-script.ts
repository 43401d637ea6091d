import { posix, win32 } from 'node:path'

/** The Python of a file named `dvc`, by the start of the file. */
export type DvcScript =
  /** A script of that interpreter. */
  | { kind: 'interpreter'; python: string }
  /** A script of the first program with this name on PATH (`#!/usr/bin/env python3`). */
  | { kind: 'on-path'; name: string }
  /** A launcher. The interpreter, if it exists, is one of these. */
  | { kind: 'siblings'; pythons: string[] }
  /** A shim of a version manager, which finds the real program. */
  | { kind: 'shim'; manager: string }
  /** Not a script: DVC as one binary, which no Python can import. */
  | { kind: 'binary' }

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh'])
const MANAGERS = ['pyenv', 'asdf', 'mise'] as const

/** Number of bytes to read: every form below fits, with paths of any length that a system allows. */
export const SCRIPT_HEAD_BYTES = 16_384

/**
 * Parses the start of the program `dvc` as pip, uv, conda, pipx, pyenv, asdf and Debian write it. A path that is too
 * long for `#!` is in the second line of a shell script: `'''exec' "/long path/python" "$0" "$@"`.
 * @param path of the file, links resolved
 * @param head start of the file; in Windows launchers the whole file may hold the interpreter
 */
export function readDvcScript(path: string, head: string, platform: NodeJS.Platform): DvcScript {
  if (platform === 'win32') return readLauncher(path, head)
  // The shims of mise are links to mise itself.
  if (posix.basename(path) === 'mise') return { kind: 'shim', manager: path }
  const siblings: DvcScript = {
    kind: 'siblings',
    pythons: ['python', 'python3'].map((name) => posix.join(posix.dirname(path), name)),
  }
  const shebang = /^#!\s*(\S+)[^\S\n]*([^\n]*)/.exec(head)
  if (!shebang) return { kind: 'binary' }
  const [, program = '', rest = ''] = shebang
  const name = posix.basename(program)
  if (isPython(name)) return posix.isAbsolute(program) ? { kind: 'interpreter', python: program } : siblings
  const target =
    name === 'env'
      ? (rest.split(/\s+/).find((word) => word && !word.startsWith('-') && !word.includes('=')) ?? '')
      : name
  if (name === 'env' && isPython(target)) return { kind: 'on-path', name: target }
  if (!SHELLS.has(posix.basename(target))) return siblings
  const long = /^'''exec' (?:"([^"]*)"|'([^']*)'|(\S+)) "\$0"/m.exec(head)
  const python = long?.[1] ?? long?.[2] ?? long?.[3]
  if (python !== undefined && posix.isAbsolute(python)) return { kind: 'interpreter', python }
  if (head.includes("'''exec'")) return siblings
  for (const manager of MANAGERS) {
    const call = new RegExp(`exec\\s+["']?(\\S*/)?${manager}["']?\\s+(?:exec|x)\\b`).exec(head)
    if (call) return { kind: 'shim', manager: `${call[1] ?? ''}${manager}` }
  }
  return siblings
}

function isPython(name: string): boolean {
  return /^(python|pypy)[\d.]*$/.test(name)
}

/**
 * A Windows launcher is beside its interpreter (a virtual environment), below it (a whole Python), or contains its
 * path.
 */
function readLauncher(path: string, content: string): DvcScript {
  const folder = win32.dirname(path)
  const held = [...content.matchAll(/#!\s*"?([A-Za-z]:[^"\r\n\0]*?pythonw?\.exe)"?/g)].at(-1)?.[1]
  return {
    kind: 'siblings',
    pythons: [
      ...(held ? [held] : []),
      win32.join(folder, 'python.exe'),
      win32.join(win32.dirname(folder), 'python.exe'),
    ],
  }
}
