import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as real from 'node:fs/promises'
import { join } from 'node:path'

/** The "process" that the operations belong to. */
export const life = {
  number: 0,
  /** Changing operations until it is killed; negative for never. */
  left: -1,
  dead: false,
  /** Starts another one. */
  begin(left: number) {
    life.number++
    life.left = left
    life.dead = false
  },
}

export class Killed extends Error {}

/** Counts an operation; the last one is done by half. */
function step(half: () => void): void {
  if (life.dead) throw new Killed()
  if (life.left-- !== 0) return
  life.dead = true
  half()
  throw new Killed()
}

const half = (content: string | Buffer) => content.slice(0, Math.floor(content.length / 2))
const nothing = () => undefined

type Files = typeof real
export const mkdir = ((path: string, options: object) => {
  step(nothing)
  return real.mkdir(path, options)
}) as Files['mkdir']
export const rename: Files['rename'] = async (from, to) => {
  step(nothing)
  return real.rename(from, to)
}
export const link: Files['link'] = async (from, to) => {
  step(nothing)
  return real.link(from, to)
}
export const symlink: Files['symlink'] = async (target, path) => {
  step(nothing)
  return real.symlink(target, path)
}
export const utimes: Files['utimes'] = async (path, atime, mtime) => {
  step(nothing)
  return real.utimes(path, atime, mtime)
}
export const lutimes: Files['lutimes'] = async (path, atime, mtime) => {
  step(nothing)
  return real.lutimes(path, atime, mtime)
}
export const chmod: Files['chmod'] = async (path, mode) => {
  step(nothing)
  return real.chmod(path, mode)
}
export const copyFile: Files['copyFile'] = async (from, to, mode) => {
  step(() => {
    writeFileSync(to, half(readFileSync(from)))
  })
  return real.copyFile(from, to, mode)
}
export const writeFile = (async (path: string, content: string) => {
  step(() => {
    writeFileSync(path, half(content))
  })
  return real.writeFile(path, content)
}) as Files['writeFile']
export const appendFile = (async (path: string, content: string) => {
  step(() => {
    writeFileSync(path, half(content), { flag: 'a' })
  })
  return real.appendFile(path, content)
}) as Files['appendFile']
export const rm: Files['rm'] = async (path, options) => {
  step(() => {
    rmSome(path as string)
  })
  return real.rm(path, options)
}

/** Removes the first thing that a recursive removal would come to. */
function rmSome(path: string): void {
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (info === undefined) return
  const [first] = info.isDirectory() ? readdirSync(path) : []
  if (first === undefined) rmSync(path, { recursive: true })
  else rmSome(join(path, first))
}

function read<T>(body: () => Promise<T>): Promise<T> {
  return life.dead ? Promise.reject(new Killed()) : body()
}

export const lstat = ((path: string, options?: object) => read(() => real.lstat(path, options))) as Files['lstat']
export const readdir = ((path: string) => read(() => real.readdir(path))) as unknown as Files['readdir']
export const readFile = ((path: string, encoding: 'utf8') =>
  read(() => real.readFile(path, encoding))) as Files['readFile']
export const readlink = ((path: string) => read(() => real.readlink(path))) as Files['readlink']
export const realpath = ((path: string) => read(() => real.realpath(path))) as unknown as Files['realpath']
