#!/usr/bin/env node
// Whoever only asks for the version doesn't wait for anything else to load: the build puts it here.
const argv = process.argv.slice(2)
if (argv[0] === '--version' && process.env.DVC_CI_VERSION !== undefined) {
  process.stdout.write(`${process.env.DVC_CI_VERSION}\n`)
} else {
  // DVC loads while the rest of us does.
  const { beginDvc, guessOf } = await import('./steps/project/start-dvc.js')
  await beginDvc(guessOf(argv, process.cwd()))
  const { runCommandLine } = await import('./command-line.js')
  await runCommandLine(argv)
}
