#!/usr/bin/env node
// Whoever only asks for the version doesn't wait for the rest to load.
const argv = process.argv.slice(2)
if (argv[0] === '--version') {
  const { version } = await import('./run/version.js')
  process.stdout.write(`${version()}\n`)
} else {
  const { runCommandLine } = await import('./command-line.js')
  await runCommandLine(argv)
}
