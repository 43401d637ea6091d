import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildPage } from './build-page.mjs'
import { bundledFiles, licenceTexts } from './licences.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outdir = process.argv[2] ?? join(root, 'dist')
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

// Some dependencies are CommonJS and call require at run time, which an ES module does not have.
const banner = [
  "import { createRequire as dvcCiCreateRequire } from 'node:module'",
  'const require = dvcCiCreateRequire(import.meta.url)',
].join('\n')

await rm(outdir, { recursive: true, force: true })
await mkdir(outdir, { recursive: true })
const { metafile } = await build({
  absWorkingDir: root,
  // A linked node_modules gives the same bytes.
  preserveSymlinks: true,
  metafile: true,
  entryPoints: ['action', 'post', 'cli', 'cache-worker'].map((name) => join(root, 'src', `${name}.ts`)),
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // jsonc-parser's `main` is UMD, whose own requires no bundler sees: the bundle would lack them and crash at start.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: banner },
  define: {
    'process.env.DVC_CI_VERSION': JSON.stringify(version),
    "process.env['DVC_CI_ENGINE']": '"../dvc_ci_engine/__main__.py"',
    "process.env['DVC_CI_TABLES']": '"../dvc_ci_tables/__main__.py"',
    "process.env['DVC_CI_FILES']": '"../dvc_ci_files/__main__.py"',
    "process.env['DVC_CI_PAGE']": '"../"',
    "process.env['DVC_CI_PAGES']": '"../pages.json"',
    "process.env['DVC_CI_CACHE_WORKER']": '"../cache-worker.js"',
  },
  logLevel: 'warning',
})
const engine = join(root, 'engine')
for (const name of ['dvc_ci_engine', 'dvc_ci_files', 'dvc_ci_tables'])
  for (const file of await readdir(join(engine, name), { recursive: true })) {
    if (!/\.(py|txt)$/.test(file)) continue
    const target = join(outdir, name, file)
    await mkdir(dirname(target), { recursive: true })
    await copyFile(join(engine, name, file), target)
  }
// The pages that `dvc-ci explain` shows.
const pages = {}
for (const folder of ['docs/errors', 'docs/rules'])
  for (const file of (await readdir(join(root, folder))).sort())
    if (file !== 'README.md') pages[`${folder}/${file}`] = await readFile(join(root, folder, file), 'utf8')
await writeFile(join(outdir, 'pages.json'), `${JSON.stringify(pages, null, 1)}\n`)
const page = await buildPage(root, outdir)
await writeFile(join(outdir, 'licenses.txt'), await licenceTexts(root, [...bundledFiles(metafile), ...page]))
