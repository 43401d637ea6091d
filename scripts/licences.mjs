import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files of which something is in a bundle, relative to the root: what esbuild's metafile says. */
export function bundledFiles({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  )
}

/** Packages whose archive lacks the licence file of their project, with another package of that project that has it. */
const SAME_PROJECT = { '@npmcli/agent': '@npmcli/fs', '@sigstore/verify': '@sigstore/bundle' }

/** The packages that files belong to, by folder in the order of their names: name, version, licence, and the texts that have to go with their code. */
export async function packagesOf(root, files) {
  const folders = [
    ...new Set(files.map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0]).filter(Boolean)),
  ].sort()
  return Promise.all(
    folders.map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
      const place = SAME_PROJECT[name] === undefined ? folder : join('node_modules', SAME_PROJECT[name])
      const entries = (await readdir(join(root, place), { withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort()
      // A package under two licences names them in one file and has their texts in others.
      const files = entries.filter((entry) => /^licen[cs]e/i.test(entry))
      const other = JSON.parse(await readFile(join(root, place, 'package.json'), 'utf8'))
      if (files.length === 0 || typeof license !== 'string' || other.license !== license)
        throw new Error(`${name} ${version} has no licence file, or names no licence, so it may not be bundled`)
      const read = async (entry) => (await readFile(join(root, place, entry), 'utf8')).replace(/\r\n?/g, '\n').trim()
      return {
        name,
        version,
        license,
        text: (await Promise.all(files.map(read))).join('\n\n'),
        notices: await Promise.all(entries.filter((entry) => /^notice/i.test(entry)).map(read)),
      }
    }),
  )
}

/** Everything that the licences of bundled packages want to be told, as a text: each licence once, below the packages that it is of. */
export async function licenceTexts(root, files) {
  const byText = new Map()
  for (const each of await packagesOf(root, files)) {
    const text = [each.text, ...each.notices].join('\n\n')
    byText.set(text, [...(byText.get(text) ?? []), `${each.name} ${each.version} (${each.license})`])
  }
  const rule = '-'.repeat(80)
  return `The bundles in this folder have code of the following packages, under these licences.\n\n${[...byText].map(([text, names]) => `${rule}\n${[...new Set(names)].join('\n')}\n${rule}\n\n${text}\n`).join('\n')}`
}
