import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { lab, stampFile } from './paths.mjs'

/**
 * What a part's installation depends on. The checkout's own path belongs to it: scripts in a virtual environment
 * start with an absolute one, so a checkout that was moved or copied is installed anew.
 */
function stampOf(part) {
  return `${JSON.stringify({ pins: part.pins(), at: lab.directory, on: `${process.platform}-${process.arch}` })}\n`
}

/** True when the part was installed whole, from the present pins, and its files are there. */
export function isCurrent(part) {
  const file = stampFile(part.name)
  return (
    existsSync(file) && readFileSync(file, 'utf8') === stampOf(part) && part.files.every((path) => existsSync(path))
  )
}

/** Forgets the part first and then deletes its files, so that an interruption can't leave a stamp over half an install. */
export function clear(part) {
  rmSync(stampFile(part.name), { force: true })
  for (const path of part.owns) rmSync(path, { recursive: true, force: true })
}

/** Records a part as installed: the last thing that is written, and in one move. */
export function stamp(part) {
  const file = stampFile(part.name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, stampOf(part))
  renameSync(`${file}.new`, file)
}
