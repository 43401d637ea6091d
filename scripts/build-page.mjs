import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { bundledFiles, packagesOf } from './licences.mjs'

/**
 * Makes what the HTML pages are put together from: their style sheet, their scripts, and the library that draws its charts with the licences that
 * have to go with it.
 * @returns the files of which something is in them, relative to the root
 */
export async function buildPage(root, outdir) {
  const options = {
    absWorkingDir: root,
    // A linked node_modules gives the same bytes.
    preserveSymlinks: true,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  }
  const script = await build({ ...options, entryPoints: [join(root, 'src/page/page.ts')] })
  const history = await build({ ...options, entryPoints: [join(root, 'src/page/history.ts')] })
  const charts = await build({ ...options, entryPoints: [join(root, 'src/page/charts.ts')] })
  const style = await transform(await readFile(join(root, 'src/page/page.css'), 'utf8'), {
    loader: 'css',
    minify: true,
    charset: 'utf8',
    target: ['chrome111', 'firefox113', 'safari16.4'],
  })
  const notice = await licenceNotice(root, bundledFiles(charts.metafile))
  await put(join(outdir, 'page.js'), script.outputFiles[0].text)
  await put(join(outdir, 'history.js'), history.outputFiles[0].text)
  await put(join(outdir, 'charts.js'), `/*\n${notice}*/\n${charts.outputFiles[0].text}`)
  await put(join(outdir, 'page.css'), style.code)
  return [script, history, charts].flatMap(({ metafile }) => bundledFiles(metafile))
}

/** Writes a file that stands inside a `<script>` or `<style>` of a page. */
async function put(path, text) {
  const content = `${text.trim()}\n`
  if (/<\/(script|style)|<!--|\r/i.test(content))
    throw new Error(`${path} has what would end the element that it stands in`)
  await writeFile(path, content)
}

/** The licences of the packages that are in a bundle: the same text once, with everybody's copyright above it. */
async function licenceNotice(root, files) {
  const texts = new Map()
  for (const { name, version, license, text } of await packagesOf(root, files)) {
    const [copyright = ''] = /^.*copyright.*$/im.exec(text) ?? []
    const rest = text
      .replace(copyright, '')
      .replace(/\*\//g, '* /')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && line !== 'All rights reserved.')
      .join('\n')
    const key = rest.replace(/\s+/g, ' ').toLowerCase()
    const known = texts.get(key) ?? { license, rest, owners: [] }
    known.owners.push(`${name} ${version}: ${copyright.trim()}`)
    texts.set(key, known)
  }
  return [...texts.values()]
    .map(({ license, rest, owners }) => `${license}\n${owners.join('\n')}\n\n${rest}\n`)
    .join('\n')
}
