import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { fannedWorkflow, singleWorkflow } from './workflows.mjs'

// Writes what comes from the table of settings, and the files that pages show; with --check it only says what is out of date, and exits 1 when something is.
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const check = process.argv.includes('--check')

const {
  outputFiles: [bundle],
} = await build({
  entryPoints: [join(root, 'src/settings/documents.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  write: false,
  logLevel: 'warning',
})
const { actionYaml, configurationSchema, renewTables } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`
)

const {
  outputFiles: [fanOut],
} = await build({
  entryPoints: [join(root, 'src/pipeline/fan-out.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  write: false,
  logLevel: 'warning',
})
const { FAN_OUT_LIMITS } = await import(
  `data:text/javascript;base64,${Buffer.from(fanOut.contents).toString('base64')}`
)

const current = async (path) => {
  try {
    return await readFile(join(root, path), 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
/** A page with the files that it shows: a fenced block after `<!-- file:PATH -->` holds that file. */
const renewFiles = async (page) => {
  const blocks = [...page.matchAll(/<!-- file:(\S+) -->\n```(\w+)\n[^]*?```/g)]
  const texts = await Promise.all(blocks.map(([, path]) => readFile(join(root, path), 'utf8')))
  return blocks.reduce(
    (text, [block, path, language], index) =>
      text.replace(block, () => `<!-- file:${path} -->\n\`\`\`${language}\n${texts[index]}\`\`\``),
    page,
  )
}
const reusable = {
  ...Object.fromEntries(
    ['rebuild', 'retrain', 'validate'].map((flow) => [flow, fannedWorkflow(flow, FAN_OUT_LIMITS.levels)]),
  ),
  rollback: singleWorkflow('rollback', {
    comment: 'Back to an earlier version, once the remote is proven to have it.',
    permissions: '{ contents: write }',
    credentials: true,
    inputs: {
      to: ['string', '', 'A tag, a branch or a commit'],
      targets: ['string', '', 'What goes back; empty: everything'],
      restore: ['string', '', 'data or all'],
    },
  }),
}
const wanted = {
  'action.yml': actionYaml(),
  'dvc-ci.schema.json': configurationSchema(),
  ...Object.fromEntries(Object.entries(reusable).map(([name, text]) => [`.github/workflows/${name}.yml`, text])),
}
for (const page of ['docs/configuration.md', 'docs/errors/README.md', 'docs/rules/README.md', 'README.md']) {
  const text = await current(page)
  if (text !== undefined) wanted[page] = await renewFiles(renewTables(text))
}

const outdated = []
for (const [path, content] of Object.entries(wanted)) {
  if (content === (await current(path))) continue
  outdated.push(path)
  if (!check) await writeFile(join(root, path), content)
}
if (check && outdated.length > 0) {
  console.error(`out of date: ${outdated.join(', ')}\nRun: npm run generate`)
  process.exitCode = 1
} else if (!check) console.log(outdated.length === 0 ? 'everything is up to date' : `written: ${outdated.join(', ')}`)
