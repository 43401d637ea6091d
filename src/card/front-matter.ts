import { isDeepStrictEqual } from 'node:util'
import {
  Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type ScalarTag,
  visit,
  YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { lineEndOf } from '../text/marked-part.js'

/** The lines between the two `---` at the top of a file. */
export interface FrontMatter {
  /** Of its first character in the file, and after its last one. */
  start: number
  end: number
  /** After the line that ends it. */
  after: number
}

/** A fault of the front matter. */
export interface FrontMatterProblem {
  /** From 1, in the file. */
  line: number
  /** A clause. */
  message: string
}

/** One result of `model-index`, as the Hugging Face Hub reads it (hub-docs, modelcard.md). */
export interface ModelResult {
  task: { type: string }
  dataset: { name: string; type: string; revision?: string }
  metrics: { type: string; value: number; name: string }[]
  /** Tells the results of dvc-ci from those of the user. The Hub requires both keys. */
  source: { name: string; url: string }
}

/** The results of a build, for `model-index`. */
export interface ModelIndex {
  /** The name of the model, where the user gives none. */
  name: string
  results: readonly ModelResult[]
  /** The name of their source. */
  source: string
}

/** The key of the front matter that has results. */
const KEY = 'model-index'
/** Characters of a message of the YAML library, which may quote the file. */
const LONGEST = 200

/** Finds the front matter. @returns undefined where the file has none */
export function findFrontMatter(text: string): FrontMatter | FrontMatterProblem | undefined {
  const begin = /^\uFEFF?\s*?---[ \t]*\r?\n/.exec(text)
  if (begin === null) return undefined
  const start = begin[0].length
  const end = /^---[ \t]*(?:\r?\n|$)/gm
  end.lastIndex = start
  const found = end.exec(text)
  if (found === null)
    return { line: lineAt(text, start - 1), message: 'the front matter that begins here does not end with a line ---' }
  return { start, end: found.index, after: found.index + found[0].length }
}

/** The fault of a front matter into which no result can be written; undefined without one. */
export function frontMatterProblem(text: string, matter: FrontMatter): FrontMatterProblem | undefined {
  const read = readMatter(text, matter)
  return 'message' in read ? read : undefined
}

/** The keys of the front matter that say what the results are about. */
export function describedIn(text: string, matter: FrontMatter): { task?: string; dataset?: string } {
  const read = readMatter(text, matter)
  if ('message' in read) return {}
  const { document } = read
  // Node by node: a conversion of the whole rejects aliases of the user.
  const [task, datasets] = [document.get('pipeline_tag'), document.get('datasets')]
  const [dataset, ...others] = isSeq(datasets) ? datasets.items.map((item) => (isScalar(item) ? item.value : item)) : []
  return {
    ...(typeof task === 'string' ? { task } : {}),
    ...(typeof dataset === 'string' && others.length === 0 ? { dataset } : {}),
  }
}

/**
 * The file with the results in its front matter. Other results of `model-index` stay, and so does every character of the
 * other keys.
 * @param matter undefined where the file has none; it must have no fault
 */
export function withResults(text: string, matter: FrontMatter | undefined, index: ModelIndex): string {
  const eol = lineEndOf(text)
  if (matter === undefined) {
    if (index.results.length === 0) return text
    const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
    const block = `---\n${pairText(newPair(index))}---\n${text.length > bom.length ? '\n' : ''}`
    return bom + block.replaceAll('\n', eol) + text.slice(bom.length)
  }
  const read = readMatter(text, matter)
  if ('message' in read) throw new Error(read.message)
  const { document, pair } = read
  const own = text.slice(matter.start, matter.end)
  if (pair === undefined) {
    if (index.results.length === 0) return text
    const gap = own === '' || own.endsWith('\n') ? '' : eol
    return splice(text, matter.end, matter.end, gap + pairText(newPair(index)).replaceAll('\n', eol))
  }
  const [start, end] = [pair.key.range?.[0], pair.value.range?.[1]]
  if (start === undefined || end === undefined || !merge(document, pair.value, index)) return text
  // The comment before the key is outside of the range.
  pair.key.commentBefore = null
  pair.key.spaceBefore = false
  const written = pairText(pair)
  const endsLine = own.slice(start, end).endsWith('\n')
  return splice(
    text,
    matter.start + start,
    matter.start + end,
    (endsLine ? written : written.replace(/\n$/, '')).replaceAll('\n', eol),
  )
}

/** The text of the user in a front matter: all but the results of a source, and the model that has no others. */
export function ownTextOf(text: string, matter: FrontMatter, source: string): string {
  const own = text.slice(matter.start, matter.end)
  const read = readMatter(text, matter)
  if ('message' in read || read.pair === undefined) return own.trim()
  const { document, pair } = read
  const [model] = pair.value.items
  const results = isMap(model) ? model.get('results', true) : undefined
  const others = (isSeq(results) ? results.items : []).filter((item) => !isResultOf(item, source))
  const kept = others.map((item) => plainOf(item, document))
  const [start, end] = [pair.key.range?.[0] ?? 0, pair.value.range?.[1] ?? 0]
  // Without others, the text is the same as before the key was there.
  const rest = [own.slice(0, start).trim(), kept.length === 0 ? '' : JSON.stringify(kept), own.slice(end).trim()]
  return rest.filter((part) => part !== '').join('\n')
}

/** The results of a source that a front matter has, with the name of their model. */
export function resultsIn(text: string, matter: FrontMatter | undefined, source: string): ModelIndex {
  const read = matter === undefined ? undefined : readMatter(text, matter)
  const model = read === undefined || 'message' in read ? undefined : read.pair?.value.items[0]
  if (read === undefined || 'message' in read || !isMap(model)) return { name: '', results: [], source }
  const [known, name] = [model.get('results', true), model.get('name')]
  const own = (isSeq(known) ? known.items : []).filter((item) => isResultOf(item, source))
  return {
    name: typeof name === 'string' ? name : '',
    results: own.map((item) => plainOf(item, read.document) as ModelResult),
    source,
  }
}

function splice(text: string, start: number, end: number, part: string): string {
  return text.slice(0, start) + part + text.slice(end)
}

/** A key with its value in the tree of the YAML library. */
type IndexPair = Pair<YAMLMap['items'][number]['key'], unknown> & {
  key: { range?: [number, number, number] | null; commentBefore?: string | null; spaceBefore?: boolean }
  value: YAMLSeq
}

interface ReadMatter {
  document: Document
  pair: IndexPair | undefined
}

function readMatter(text: string, { start, end }: FrontMatter): ReadMatter | FrontMatterProblem {
  const own = text.slice(start, end)
  const document = parseDocument(own, { prettyErrors: false, logLevel: 'silent' })
  const at = (offset: number, message: string): FrontMatterProblem => ({ line: lineAt(text, start + offset), message })
  const [error] = document.errors
  if (error !== undefined)
    return at(error.pos[0], `the front matter is no YAML: ${error.message.slice(0, LONGEST).replace(/[.\s]+$/, '')}`)
  if (document.directives?.docEnd === true)
    return at(own.search(/^\.\.\./m), 'the front matter has a line `...`, after which no key counts')
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return { document, pair: undefined }
  if (!isMap(contents) || contents.flow === true) return at(0, 'the front matter has no lines of the form `key: value`')
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === KEY)
  if (pair === undefined) return { document, pair: undefined }
  const line = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? 0
  if (!isSeq(pair.value)) return at(line, `${KEY} in the front matter is no list`)
  let hasAlias = false
  visit(pair.value, {
    Alias: () => {
      hasAlias = true
      return visit.BREAK
    },
  })
  // The key is written alone, and an alias may be of another key.
  if (hasAlias) return at(line, `${KEY} in the front matter has an alias`)
  const [first, ...others] = pair.value.items
  if (others.length > 0) return at(line, `${KEY} in the front matter has several models`)
  if (first !== undefined && (!isMap(first) || (first.has('results') && !isSeq(first.get('results', true)))))
    return at(line, `${KEY} in the front matter has no list of results`)
  return { document, pair: pair as IndexPair }
}

/** Puts the results into the tree. @returns false where it has the same ones already */
function merge(document: Document, list: YAMLSeq, { name, results, source }: ModelIndex): boolean {
  const [first] = list.items
  const model = isMap(first) ? first : new YAMLMap(document.schema)
  if (model !== first) list.add(model)
  if (!model.has('name')) model.set('name', name)
  const known = model.get('results', true)
  const old = isSeq(known) ? known.items : []
  const isOwn = (item: unknown) => isResultOf(item, source)
  const before = old.filter(isOwn).map((item) => plainOf(item, document))
  if (model === first && isSeq(known) && isDeepStrictEqual(before, [...results])) return false
  const at = old.findIndex(isOwn)
  const kept = old.filter((item) => !isOwn(item))
  const created = results.map((result) => document.createNode(result))
  const items = at === -1 ? [...kept, ...created] : [...kept.slice(0, at), ...created, ...kept.slice(at)]
  if (isSeq(known)) known.items = items
  else model.set('results', document.createNode(items))
  return true
}

/** The value of a node. */
function plainOf(node: unknown, document: Document): unknown {
  return isMap(node) ? (node.toJS(document) as unknown) : null
}

function isResultOf(item: unknown, source: string): boolean {
  return isMap(item) && item.getIn(['source', 'name']) === source
}

function newPair({ name, results }: ModelIndex): IndexPair {
  const { contents } = new Document({ [KEY]: [{ name, results }] })
  return (contents as unknown as YAMLMap).items[0] as IndexPair
}

/** YAML 1.1, which the client of the Hub reads, knows an exponent only behind a point. */
const EXPONENT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number' && /^-?\d+e/.test(String(value)),
  // The library prefers a tag with a test; nothing is parsed with this one.
  test: /(?!)/,
  resolve: Number,
  stringify: ({ value }) => String(value).replace('e', '.0e'),
}

/** The lines of one key. */
function pairText(pair: IndexPair): string {
  const document = new Document(undefined, { customTags: (tags) => [EXPONENT, ...tags] })
  const map = new YAMLMap(document.schema)
  map.items.push(pair)
  document.contents = map
  return document.toString({ lineWidth: 0 })
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
