// Attacks each promise of docs/reliability.md with the built product, DVC, Git and the servers of the lab.
//   npm run faults                                    every attack with the number of cases of a release
//   npm run faults -- --promise 1,2 --count 300       attacks on some promises
//   npm run faults -- --attack kills --seed 7 --case 12   one case again, as a broken one says it
import { runBundled } from './bundled.mjs'

await runBundled('__tests__/faults/main.ts', process.argv.slice(2))
