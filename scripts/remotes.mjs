// Runs each cell of docs/remotes.md: every kind of remote in every state, on the servers of the lab, by the built command
// line. DVC_CI_DIST names another build than dist/.
//   npm run remotes                                  all cells, some minutes
//   npm run remotes -- --kind s3,ssh --state wrong   some of them
//   npm run remotes -- --sources                     the sources in one process instead, which takes less time
//   npm run remotes -- --write                       all, and the table of docs/remotes.md is written anew
import { runBundled } from './bundled.mjs'

await runBundled('__tests__/remotes/main.ts', process.argv.slice(2))
