import { createHash } from 'node:crypto'
import { count, named } from '../text/words.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { quoted, webAddress } from './links.js'
import type { Pictures, PlotReport } from './plots.js'
import type { Thumbnails } from './thumbnails.js'

/** Pictures in a comment, and the bytes of one and of all. GitHub loads each of them when a reader unfolds it. */
const MOST_PICTURES = 12
/** Small ones, which are in one table. */
const MOST_SMALL = 24
const LARGEST_PICTURE = 1_000_000
const MOST_BYTES = 6_000_000
const LIMITS = `a comment has at most ${MOST_PICTURES} plots and ${MOST_SMALL} small pictures, each of ${LARGEST_PICTURE / 1e6} MB and all of ${MOST_BYTES / 1e6} MB`
const FORMATS = 'no PNG, JPEG, GIF or WebP'
const LONGEST_NAME = 100
/** Pixels: two of them fit the width of a comment. */
const WIDTH = 400

/** What stands on both sides of a change. */
interface Sides<T> {
  value?: T
  baseline?: T
}
const SIDES = ['baseline', 'value'] as const

/** A picture before and after a change. */
export interface ComparedPicture extends Sides<Uint8Array> {
  name: string
  /** True for the thumbnail of an image. */
  small?: true
}

/** A file of the branch of pictures, named by its content. */
interface PictureFile {
  path: string
  bytes: Uint8Array
}

/** Pictures that a comment shows: each side is the path of its file. */
interface ChosenPictures {
  shown: (Sides<string> & Pick<ComparedPicture, 'name' | 'small'>)[]
  /** Each content once. */
  files: PictureFile[]
  left: { name: string; why: string }[]
}

/** The pictures of a comment, and the commit of this repository that has their files. */
export type StoredPictures = Pick<ChosenPictures, 'shown' | 'left'> & { sha: string }

/** Image plots that this change changed. A plot whose bytes the run did not keep has no side. */
export function changedImages(plots: readonly PlotReport[], pictures: Pictures): ComparedPicture[] {
  return plots
    .filter(({ kind, changed }) => kind === 'image' && changed !== false)
    .map((plot) => {
      const bytes = pictures.get(plot.name) ?? {}
      // A picture with one side says that the other has none.
      const whole = plot.kind === 'image' && SIDES.every((side) => (plot[side] === undefined) === !bytes[side])
      return { name: plot.name, ...(whole ? bytes : {}) }
    })
}

/** The thumbnails of changed images, which a run has only with `data.show: values`. */
export function comparedThumbnails(thumbnails: Thumbnails): ComparedPicture[] {
  return [...thumbnails].map(([name, { before, after }]) => ({
    name,
    small: true,
    ...(before === undefined ? {} : { baseline: before }),
    ...(after === undefined ? {} : { value: after }),
  }))
}

/**
 * Chooses the pictures that a comment has room for. The bytes alone decide the format: a name may lie.
 * @param redact masks secrets: a picture that has one is left out, because no object of Git may have it
 */
export function choosePictures(
  compared: readonly ComparedPicture[],
  redact: (text: string) => string = (text) => text,
): ChosenPictures {
  const isSecret = (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString('utf8')
    return redact(text) !== text
  }
  const chosen: ChosenPictures = { shown: [], files: [], left: [] }
  const files = new Map<string, PictureFile>()
  const pictures = { small: 0, large: 0 }
  let bytes = 0
  for (const { name, small, ...sides } of compared) {
    const [kind, most] = small === true ? (['small', MOST_SMALL] as const) : (['large', MOST_PICTURES] as const)
    const own = SIDES.flatMap((side) => (sides[side] === undefined ? [] : [{ side, bytes: sides[side] }]))
    const size = own.reduce((sum, each) => sum + each.bytes.length, 0)
    const isLarge = own.length === 0 || own.some((each) => each.bytes.length > LARGEST_PICTURE)
    if (isLarge || pictures[kind] + own.length > most || bytes + size > MOST_BYTES)
      chosen.left.push({ name, why: LIMITS })
    else if (own.some((each) => extensionOf(each.bytes) === undefined)) chosen.left.push({ name, why: FORMATS })
    else if (own.some((each) => isSecret(each.bytes))) chosen.left.push({ name, why: 'has a masked value' })
    else {
      pictures[kind] += own.length
      bytes += size
      const named = own.map((each) => ({ ...each, path: fileName(each.bytes) }))
      for (const { path, bytes: content } of named) files.set(path, { path, bytes: content })
      chosen.shown.push({
        name,
        ...(small === undefined ? {} : { small }),
        ...Object.fromEntries(named.map(({ side, path }) => [side, path])),
      })
    }
  }
  return { ...chosen, files: [...files.values()] }
}

function fileName(bytes: Uint8Array): string {
  return `${createHash('sha256').update(bytes).digest('hex')}.${extensionOf(bytes) ?? ''}`
}

/** The format by the first bytes; undefined for any other. SVG is none of them: it may have scripts. */
function extensionOf(bytes: Uint8Array): 'png' | 'jpg' | 'gif' | 'webp' | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (start.startsWith('\xff\xd8\xff')) return 'jpg'
  if (/^GIF8[79]a/.test(start)) return 'gif'
  return /^RIFF[^]{4}WEBP/.test(start) ? 'webp' : undefined
}

/**
 * The pictures as Markdown for GitHub: each folded, the baseline beside this change. GitHub serves the files to readers
 * of the repository alone (docs.github.com, "Basic writing and formatting syntax", "Images").
 * @param repositoryUrl absent: nothing can be shown
 */
export function markdownPictures({ shown, left, sha }: StoredPictures, repositoryUrl: string | undefined): string[] {
  const repository = webAddress(repositoryUrl)
  if (repository === undefined) return []
  const image = (name: string, side: string, path: string | undefined, size: string) =>
    path === undefined
      ? 'none'
      : `<img src="${quoted(`${repository}/blob/${sha}/${path}?raw=true`)}" alt="${markdownText(shorten(name, LONGEST_NAME))}, ${side}"${size}>`
  const cells = ({ name, value, baseline }: (typeof shown)[number], size: string) =>
    `${image(name, 'baseline', baseline, size)} | ${image(name, 'this change', value, size)}`
  const small = shown.filter((each) => each.small === true)
  const rows = small.map((each) => `| ${markdownCode(shorten(each.name, LONGEST_NAME))} | ${cells(each, '')} |`)
  return [
    ...shown
      .filter((each) => each.small !== true)
      .map(
        (each) =>
          `<details><summary><b>Picture</b> ${markdownCode(shorten(each.name, LONGEST_NAME))}</summary>\n\n| Baseline | This change |\n| --- | --- |\n| ${cells(each, ` width="${WIDTH}"`)} |\n\n</details>`,
      ),
    ...(rows.length === 0
      ? []
      : [
          `<details><summary><b>Images</b>: ${count(rows.length, 'changed one')}</summary>\n\n| Image | Baseline | This change |\n| --- | --- | --- |\n${rows.join('\n')}\n\n</details>`,
        ]),
    ...(left.length === 0 ? [] : [leftOut(left)]),
  ]
}

/** Which pictures a comment does not show, and why. */
function leftOut(left: ChosenPictures['left']): string {
  const reasons = [...new Set(left.map(({ why }) => why))].map((reason) => {
    const names = left.filter(({ why }) => why === reason).map(({ name }) => markdownCode(shorten(name, LONGEST_NAME)))
    return `${named(names)} (${reason})`
  })
  return `<sub>${count(left.length, 'changed picture')} left out: ${reasons.join('; ')}.</sub>`
}
