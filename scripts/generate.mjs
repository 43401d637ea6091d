import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { renewRooms } from './rooms.mjs'
import { fannedWorkflow, singleWorkflow } from './workflows.mjs'

// Writes what comes from the table of settings, the files that pages show and the picture of the rooms; with --check it only says what is out of date, and exits 1 when something is.
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const check = process.argv.includes('--check')

const {
  outputFiles: [bundle],
} = await build({
  stdin: {
    contents: "export * from './settings/documents.ts'\nexport { FAN_OUT_LIMITS } from './pipeline/fan-out.ts'",
    resolveDir: join(root, 'src'),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  write: false,
  logLevel: 'warning',
})
const { actionYaml, configurationSchema, renewTables, FAN_OUT_LIMITS } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`
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
const rollback = {
  comment: 'Back to an earlier version, once the remote is proven to have it.',
  permissions: ['contents: write'],
  credentials: true,
  inputs: {
    to: ['string', '', 'A tag, a branch or a commit'],
    targets: ['string', '', 'What goes back; empty: everything'],
    restore: ['string', '', 'data or all'],
    reason: ['string', '', 'Reason of the rollback'],
  },
}
const reusable = {
  ...Object.fromEntries(
    ['rebuild', 'retrain', 'validate'].flatMap((flow) => [
      [flow, fannedWorkflow(flow, FAN_OUT_LIMITS.levels)],
      [`${flow}-oidc`, fannedWorkflow(flow, FAN_OUT_LIMITS.levels, true)],
    ]),
  ),
  rollback: singleWorkflow('rollback', rollback),
  'rollback-oidc': singleWorkflow('rollback', rollback, true),
}
const wanted = {
  'action.yml': actionYaml(),
  'dvc-ci.schema.json': configurationSchema(),
  ...Object.fromEntries(Object.entries(reusable).map(([name, text]) => [`.github/workflows/${name}.yml`, text])),
}
const architecture = await current('docs/architecture.md')
if (architecture !== undefined) wanted['docs/architecture.md'] = await renewRooms(root, architecture)
for (const page of [
  'docs/configuration.md',
  'docs/errors/README.md',
  'docs/rules/README.md',
  'docs/recipes.md',
  'docs/threat-model.md',
  'README.md',
]) {
  const text = await current(page)
  if (text !== undefined) wanted[page] = await renewFiles(renewTables(text))
}

/** A file as the formatter leaves it, so that formatting and generation agree. */
const format = (path, content) => {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--config-path=${root}`, `--stdin-file-path=${path}`],
    { input: content, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`Biome could not format ${path}: ${stderr}`)
  return stdout
}

const outdated = []
for (const [path, raw] of Object.entries(wanted)) {
  const now = await current(path)
  // The formatter checks the committed file too, so it need not start for a file that is as generated.
  if (raw === now) continue
  const content = format(path, raw)
  if (content === now) continue
  outdated.push(path)
  if (!check) await writeFile(join(root, path), content)
}
if (check && outdated.length > 0) {
  console.error(`out of date: ${outdated.join(', ')}\nRun: npm run generate`)
  process.exitCode = 1
} else if (!check) console.log(outdated.length === 0 ? 'everything is up to date' : `written: ${outdated.join(', ')}`)
