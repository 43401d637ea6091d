// Pins the packages that dvc-ci installs to read tables: their versions and the hashes of their files, in each file of
// engine/dvc_ci_tables/requirements. The workflow `table-packages` runs it every week.
//   node scripts/table-packages.mjs        the newest releases that are a week old
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lab } from './lab/paths.mjs'
import { aWeekOld, compilePins } from './uv-compile.mjs'

const FOLDER = join(lab.root, 'engine', 'dvc_ci_tables', 'requirements')
const OPTIONS = ['--only-binary', ':all:', '--python-version', '3.9', '--fork-strategy', 'fewest']

/** The packages of a file with their markers, without their versions. @throws Error it pins none */
export function packagesOf(text) {
  const packages = [...text.matchAll(/^([A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?)==[^\s;\\]+([^\\\n]*)/gm)]
  if (packages.length === 0) throw new Error(`a file of requirements pins no package:\n${text}`)
  return packages.map(([, name, marker]) => `${name} ${marker.trim()}`.trim())
}

/** The comment at the top of a file, and the answer of `uv pip compile`. @throws Error a release has no hash */
export function renderRequirements(text, answer) {
  const head = /^(?:#.*\n)*/.exec(text)?.[0] ?? ''
  const releases = answer.split(/^(?=[A-Za-z0-9])/m).filter((part) => part.trim() !== '')
  if (releases.length === 0 || releases.some((part) => !/--hash=sha256:[0-9a-f]{64}/.test(part)))
    throw new Error(`uv's answer has a release without hashes:\n${answer}`)
  return `${head}${answer.trimEnd()}\n`
}

function main() {
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith('.txt'))) {
    const file = join(FOLDER, name)
    const text = readFileSync(file, 'utf8')
    // Together, uv would choose one version for all markers.
    const answer = packagesOf(text)
      .map((each) => compilePins([each], [...OPTIONS, ...aWeekOld()]))
      .join('')
    writeFileSync(file, renderRequirements(text, answer))
    console.log(`${name}: ${answer.match(/^[^\s#]+==[^\s;\\]+/gm)?.join(', ')}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
