#!/usr/bin/env node
import { noteEarlySignals } from './run/early-signals.js'
import { isTooOld } from './run/node-version.js'

// `--version` must not wait for other modules to load, so the build sets the version here.
const argv = process.argv.slice(2)
if (argv[0] === '--version' && process.env.DVC_CI_VERSION !== undefined) {
  process.stdout.write(`${process.env.DVC_CI_VERSION}\n`)
} else if (isTooOld(process.versions.node)) {
  process.stderr.write(
    `dvc-ci: this is Node ${process.versions.node} (${process.execPath}), and dvc-ci needs Node 20.19 or newer. Install it, or put it first on PATH.\n`,
  )
  process.exitCode = 2
} else {
  noteEarlySignals()
  const { hideCredentials } = await import('./run/own-process.js')
  hideCredentials(process.env)
  // Start DVC while the other modules load.
  const { beginDvc, guessOf } = await import('./steps/project/start-dvc.js')
  await beginDvc(guessOf(argv, process.cwd()))
  const { runCommandLine } = await import('./command-line.js')
  await runCommandLine(argv)
}
