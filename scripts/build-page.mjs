import { build, transform } from 'esbuild'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes what the HTML page is put together from: its style sheet, its script, and the library that draws its charts with the licences that
 * have to go with it.
 */
export async function buildPage(root, outdir) {
  const options = { absWorkingDir: root, bundle: true, minify: true, write: false, format: 'iife', platform: 'browser', target: 'es2022', legalComments: 'none', charset: 'utf8', metafile: true, logLevel: 'warning' }
  const script = await build({ ...options, entryPoints: [join(root, 'src/page/page.ts')] })
  const charts = await build({ ...options, entryPoints: [join(root, 'src/page/charts.ts')] })
  const style = await transform(await readFile(join(root, 'src/page/page.css'), 'utf8'), { loader: 'css', minify: true, charset: 'utf8', target: ['chrome111', 'firefox113', 'safari16.4'] })
  const notice = await licenceNotice(root, bundled(charts.metafile))
  await put(join(outdir, 'page.js'), script.outputFiles[0].text)
  await put(join(outdir, 'charts.js'), `/*\n${notice}*/\n${charts.outputFiles[0].text}`)
  await put(join(outdir, 'page.css'), style.code)
}

/** The files of which something is in the bundle. */
function bundled({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0))
}

/** Writes a file that stands inside a `<script>` or `<style>` of a page. */
async function put(path, text) {
  const content = `${text.trim()}\n`
  if (/<\/(script|style)|<!--|\r/i.test(content)) throw new Error(`${path} has what would end the element that it stands in`)
  await writeFile(path, content)
}

/** The licences of the packages that are in a bundle: the same text once, with everybody's copyright above it. */
async function licenceNotice(root, inputs) {
  const packages = [...new Set(inputs.map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0]).filter(Boolean))].sort()
  const texts = new Map()
  for (const directory of packages) {
    const { name, version, license } = JSON.parse(await readFile(join(root, directory, 'package.json'), 'utf8'))
    const file = (await readdir(join(root, directory))).find((entry) => /^licen[cs]e/i.test(entry))
    if (!file) throw new Error(`${name} has no licence file, so it may not be bundled`)
    const text = await readFile(join(root, directory, file), 'utf8')
    const [copyright = ''] = /^.*copyright.*$/im.exec(text) ?? []
    const rest = text.replace(copyright, '').replace(/\*\//g, '* /').split('\n').map((line) => line.trim()).filter((line) => line !== '' && line !== 'All rights reserved.').join('\n')
    const key = rest.replace(/\s+/g, ' ').toLowerCase()
    const known = texts.get(key) ?? { license, rest, owners: [] }
    known.owners.push(`${name} ${version}: ${copyright.trim()}`)
    texts.set(key, known)
  }
  return [...texts.values()].map(({ license, rest, owners }) => `${license}\n${owners.join('\n')}\n\n${rest}\n`).join('\n')
}
