// Runs each cell of docs/remotes.md: every kind of remote in every state, on the servers of the lab.
//   npm run remotes                                  all cells, some minutes
//   npm run remotes -- --kind s3,ssh --state wrong   some of them
//   npm run remotes -- --write                       all, and the table of docs/remotes.md is written anew
import { runBundled } from './bundled.mjs'

await runBundled('__tests__/remotes/main.ts', process.argv.slice(2))
