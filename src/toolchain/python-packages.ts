import { CancelledError, messageOf } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { parseObject } from './python.js'
import { programsNamed } from './search-path.js'

/** The Python that a command `python` starts, and its packages. */
export interface PythonPackages {
  /** `3.12.1`. */
  version: string
  /** Names and versions of the installed distributions, as their metadata have them. */
  packages: readonly (readonly [name: string, version: string])[]
}

/**
 * A distribution that is linked to its sources is left out: Git has them, and its version may change with each commit
 * (PEP 610, `direct_url.json`). Of two distributions with one name Python imports the first. The working directory is
 * ignored, because a file `json.py` of the project would be imported. By importlib.metadata, which also reads archives,
 * the same answer takes three times as long.
 */
const LIST = `
import os, sys
sys.path[:] = [entry for entry in sys.path if entry]
import json

def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""

def folders():
    for entry in sys.path:
        try:
            names = os.listdir(entry)
        except OSError:
            continue
        egg = entry.lower().endswith(".egg")
        for name in names:
            low = name.lower()
            if low.endswith((".dist-info", ".egg-info")) or (egg and low == "egg-info"):
                yield os.path.join(entry, name)

found = {}
for folder in folders():
    if '"editable":true' in read(folder, "direct_url.json").replace(" ", ""):
        continue
    own = {}
    for line in (read(folder, "METADATA") or read(folder, "PKG-INFO") or read(folder)).splitlines():
        if not line or len(own) == 2:
            break
        key, _, value = line.partition(":")
        if key in ("Name", "Version"):
            own.setdefault(key, value.strip())
    if own.get("Name"):
        found.setdefault(own["Name"], own.get("Version"))
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "packages": found}))
`
const SECONDS = 10
/** Characters of the answer: a hundred for each of 50,000 packages. */
const LONGEST_ANSWER = 5_000_000

/**
 * Asks the Python of stages for its packages, in one process without pip.
 * @param options the environment and the folder of the stages
 * @returns undefined where PATH has no Python; a clause with the reason where it gives no answer
 */
export async function readPythonPackages(options: {
  env: NodeJS.ProcessEnv
  cwd: string
  signal: AbortSignal
}): Promise<PythonPackages | string | undefined> {
  const [python] = [...(await programsNamed('python', options.env)), ...(await programsNamed('python3', options.env))]
  if (python === undefined) return undefined
  try {
    const { code, stdout, timedOut } = await runProcess([python, '-c', LIST], {
      ...options,
      timeout: SECONDS,
      tail: LONGEST_ANSWER,
    })
    if (timedOut) return `${python} did not answer within ${SECONDS} s`
    if (code !== 0) return `${python} ends with ${code}`
    const { version, packages } = parseObject(stdout) ?? {}
    if (typeof version !== 'string' || typeof packages !== 'object' || packages === null)
      return `${python} does not answer as a Python does`
    return {
      version,
      packages: Object.entries(packages).flatMap(([name, own]): [string, string][] =>
        typeof own === 'string' ? [[name, own]] : [],
      ),
    }
  } catch (error) {
    if (error instanceof CancelledError || options.signal.aborted) throw error
    return messageOf(error)
  }
}
