// Makes docs/gallery/: the surfaces of a run as pictures, from real runs of the built product on the digits project.
//   npm run gallery            lives through all scenarios and draws them, some minutes
//   npm run gallery -- --draw  draws the last recordings again, which are in .gallery/
//   npm run gallery -- --only stale,claim   records some scenarios again, and draws all
//   npm run gallery -- --glances FOLDER     the first screen of each comment as N.png, and key.txt with their names
// DVC_CI_DIST names another build than `dist`.
import { runBundled } from './bundled.mjs'

await runBundled('__tests__/gallery/main.ts', process.argv.slice(2))
