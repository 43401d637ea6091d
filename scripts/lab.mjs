/**
 * Installs what the tests, the demo and the bench run (DVC, a workflow runner, linters, a second Node), each at a
 * pinned version, into `.lab` of the checkout. It needs Node, Git and Python 3 and nothing else; HOME may be empty, and
 * only npm's cache and Go's own settings go there.
 *
 *     node scripts/lab.mjs              what the tests need
 *     node scripts/lab.mjs dvc mlflow   these parts and what they need
 *
 * Exit code: 0 everything is there, 1 a part could not be installed, 2 an unknown part or a `.lab` that is a link, 128 + signal when interrupted.
 */
import { lstatSync } from 'node:fs'
import { constants } from 'node:os'
import { installParts } from './lab/install.mjs'
import { defaultParts, optionalParts, parts } from './lab/parts.mjs'
import { lab } from './lab/paths.mjs'
import { LabError } from './lab/step.mjs'

const print = (line) => console.log(`lab: ${line}`)

const usage = `usage: node scripts/lab.mjs [part ...]
  parts that the tests need (the default): ${defaultParts.join(', ')}
  others, by name or with \`all\`: ${optionalParts.join(', ')}`

/** The parts that were asked for, without repetitions, or null when one of them doesn't exist. */
function parseNames(args) {
  if (args.length === 0) return defaultParts
  const names = [
    ...new Set(
      args.flatMap((name) =>
        name === 'all' ? [...defaultParts, ...optionalParts.filter((part) => part !== 'go')] : [name],
      ),
    ),
  ]
  const unknown = names.filter((name) => !parts.has(name))
  if (unknown.length === 0) return names
  console.error(`lab: there is no part ${unknown.join(', ')}\n${usage}`)
  return null
}

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage)
    return 0
  }
  const names = parseNames(args)
  if (names === null) return 2
  if (process.platform === 'win32') {
    console.error('lab: the lab runs on Linux and macOS; on Windows use WSL')
    return 1
  }
  // The parts name the path of their checkout. Those of another one would count as stale, and be removed there.
  if (lstatSync(lab.directory, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    console.error(
      `lab: ${lab.directory} is a link, so its parts belong to another checkout and stay unchanged. Remove the link to install them here.`,
    )
    return 2
  }
  const interruption = new AbortController()
  let exitCode = 1
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      exitCode = 128 + constants.signals[name]
      interruption.abort(new LabError(`interrupted by ${name}: what was half installed is done again next time`))
    })
  }
  try {
    const failed = await installParts(names, { print, signal: interruption.signal })
    if (failed.length === 0) return 0
    print(`not installed: ${failed.join(', ')}`)
    return 1
  } catch (error) {
    if (interruption.signal.aborted) console.error(`lab: ${interruption.signal.reason.message}`)
    else if (error instanceof LabError) console.error(`lab: ${error.message}\n  what to do: ${error.remedy}`)
    else throw error
    return exitCode
  }
}

process.exitCode = await main(process.argv.slice(2))
