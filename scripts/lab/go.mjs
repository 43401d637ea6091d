import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { lab } from './paths.mjs'
import { LabError, runStep } from './step.mjs'
import { lowestGo } from './versions.mjs'

/** Parses `go version` into [major, minor], or null when it is something else, such as a development version. */
export function parseGoVersion(text) {
  const match = /\bgo(\d+)\.(\d+)/.exec(text)
  return match === null ? null : [Number(match[1]), Number(match[2])]
}

/** True when `go version` printed a release that is at least `lowest` ("1.25"). */
export function isNewEnough(text, lowest) {
  const version = parseGoVersion(text)
  const wanted = parseGoVersion(`go${lowest}`)
  if (version === null || wanted === null) return false
  return version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1])
}

/** The machine's own `go` where it is new enough, else null. */
async function goOnPath(step) {
  try {
    const { stdout } = await runStep(['go', 'version'], { ...step, log: undefined })
    return isNewEnough(stdout, lowestGo) ? 'go' : null
  } catch (error) {
    if (error instanceof LabError) return null
    throw error
  }
}

let chosen

/** The Go to build with; `installGo` is asked for one, once, where the machine has none that is new enough. */
function findGo(step, installGo) {
  chosen ??= goOnPath(step).then(async (go) => {
    if (go !== null) return go
    await installGo()
    return join(lab.directory, 'go', 'bin', 'go')
  })
  return chosen
}

/** One build after another: each uses every core, and the second finds the standard library compiled. */
let lastBuild = Promise.resolve()

/** Builds `module` (path@version of a command) into `.lab/bin`. */
export function buildWithGo(module, step, installGo) {
  const build = lastBuild.then(async () => {
    const go = await findGo(step, installGo)
    step.begin()
    // Symbol tables are left out: linking is faster and the files are a third smaller.
    await runStep([go, 'install', '-modcacherw', '-trimpath', '-ldflags=-s -w', module], {
      ...step,
      remedy:
        'if modules could not be fetched, see what go env GOPROXY says; if the compiler failed, free some memory and run the command again',
    })
  })
  lastBuild = build.catch(() => undefined)
  return build
}

/** Deletes the sources and objects of the builds: hundreds of megabytes that the finished binaries don't need. */
export function dropGoCaches() {
  for (const name of ['go-path', 'go-cache']) {
    const path = join(lab.directory, name)
    if (existsSync(path)) rmSync(path, { recursive: true, force: true })
  }
}
