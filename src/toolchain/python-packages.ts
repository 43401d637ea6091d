import { CancelledError, messageOf } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { parseObject, QUOTED } from './python.js'
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
 * ignored, because a file `json.py` of the project would be imported. By importlib.metadata, which reads archives alone here,
 * the same answer takes three times as long. The head of metadata is enough; a description can have 100 kB.
 */
const LIST = `
import os, sys
sys.path[:] = [entry for entry in sys.path if entry]
${QUOTED}
def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            start = "".join(file.readlines(1024))
            return start if "\\nName:" in start and "\\nVersion:" in start else start + file.read()
    except OSError:
        return ""

def archived(entry):
    try:
        from importlib.metadata import distributions
        for each in distributions(path=[entry]):
            yield each.read_text("direct_url.json") or "", each.read_text("METADATA") or each.read_text("PKG-INFO") or ""
    except Exception:
        pass

def texts(entry):
    try:
        names = os.listdir(entry)
    except NotADirectoryError:
        yield from archived(entry)
        return
    except OSError:
        return
    egg = entry.lower().endswith(".egg")
    for name in names:
        low = name.lower()
        if low.endswith((".dist-info", ".egg-info")) or (egg and low == "egg-info"):
            folder = os.path.join(entry, name)
            yield read(folder, "direct_url.json"), read(folder, "METADATA") or read(folder, "PKG-INFO") or read(folder)

found = {}
for origin, metadata in (each for entry in sys.path for each in texts(os.fsdecode(entry))):
    if '"editable":true' in origin.replace(" ", ""):
        continue
    own = {}
    for line in metadata.split("\\n"):
        if not line or len(own) == 2:
            break
        key, _, value = line.partition(":")
        if key.lower() in ("name", "version"):
            own.setdefault(key.lower(), value.strip())
    if own.get("name"):
        found.setdefault(own["name"], own.get("version"))
pairs = ", ".join("%s: %s" % (quoted(name), quoted(own)) for name, own in found.items() if own is not None)
print('{"version": "%d.%d.%d", ' % sys.version_info[:3] + '"packages": {%s}}' % pairs)
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
