import { Parser } from 'htmlparser2'
import type { FoundPlace, FoundResults } from './found-results.js'
import { isFrame, stackPlaces } from './stack-places.js'

/** The most elements inside each other, and attributes of one element: more than any tool writes. */
const DEEPEST = 100
const MOST_ATTRIBUTES = 200
/** Characters of the text of a failure that are kept at its beginning and at its end. */
const LONGEST_DETAIL = 20_000
/** Characters that the parser gets at once. */
const CHUNK = 65_536
/** Lines of the text of a failure that become its message. */
const MOST_LINES = 20
/** Messages that say nothing. */
const EMPTY_MESSAGE = /^(?:|failed|failure|error|test failed|collection failure|null|undefined)$/i

/** Why a file cannot be used, as a clause. */
class Fault extends Error {}

interface Case {
  name: string
  group: string
  file: string
  /** NaN where it is not known. */
  line: number
  outcome: 'passed' | 'skipped' | 'failed' | 'error'
  message: string
  /** Of the first failure: the beginning of its text, and the end. */
  detail: string
}

/**
 * Reads JUnit XML, as pytest, Jest, Go and others write it. The parser knows no DTD and no entity of a document; a DTD is
 * rejected. Format: the Ant task, and https://github.com/testmoapp/junitxml for what tools add.
 * @returns why the file cannot be used, as a clause; undefined for a file that was read
 */
export function readJunit(text: string, found: FoundResults): string | undefined {
  const reader = new Reader(found)
  const parser: Parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes, parser.endIndex),
      onattribute: () => reader.countAttribute(),
      onclosetag: (name, isImplied) => reader.close(name, isImplied, parser.endIndex),
      ontext: (part) => reader.text(part),
      onprocessinginstruction: (name) => reader.instruction(name),
    },
    { xmlMode: true },
  )
  try {
    for (let index = 0; index < text.length; index += CHUNK) parser.write(text.slice(index, index + CHUNK))
    reader.end()
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
  return undefined
}

class Reader {
  private depth = 0
  private attributes = 0
  private hasRoot = false
  /** The end of the last tag that opened an element. */
  private opened = -1
  /** The suites around the present element, with their files. */
  private readonly suites: { depth: number; name: string; file: string }[] = []
  private test: { depth: number; of: Case } | undefined
  /** The depth of the failure whose text is read. */
  private detailDepth: number | undefined
  private tail = ''

  constructor(private readonly found: FoundResults) {}

  instruction(name: string): void {
    if (name.startsWith('!')) throw new Fault('it has a document type definition, which no test tool writes')
  }

  countAttribute(): void {
    if (++this.attributes > MOST_ATTRIBUTES)
      throw new Fault(`it has an element with more than ${MOST_ATTRIBUTES} attributes`)
  }

  open(name: string, given: Record<string, string>, end: number): void {
    this.attributes = 0
    this.opened = end
    if (this.depth === 0) {
      if (this.hasRoot) throw new Fault('it has more than one root element')
      if (name !== 'testsuites' && name !== 'testsuite')
        throw new Fault(`its root element is ${name.slice(0, 50)}, not testsuites or testsuite`)
      this.hasRoot = true
    }
    if (++this.depth > DEEPEST) throw new Fault(`it has more than ${DEEPEST} elements inside each other`)
    if (this.test === undefined) this.openOutside(name, given)
    else if (this.depth === this.test.depth + 1) this.openInside(this.test.of, name, given)
  }

  private openOutside(name: string, given: Record<string, string>): void {
    const suite = this.suites.at(-1)
    if (name === 'testsuite')
      this.suites.push({ depth: this.depth, name: given['name'] ?? '', file: given['file'] ?? suite?.file ?? '' })
    else if (name === 'testcase')
      this.test = {
        depth: this.depth,
        of: {
          name: given['name'] ?? '',
          group: given['classname'] ?? given['class'] ?? '',
          file: given['file'] ?? given['filepath'] ?? suite?.file ?? '',
          // The first line of pytest is 0.
          line: (numberOf(given['line'] ?? given['lineno']) ?? Number.NaN) + (suite?.name === 'pytest' ? 1 : 0),
          outcome: /^(?:skipped|notrun|disabled)$/i.test(given['status'] ?? '') ? 'skipped' : 'passed',
          message: '',
          detail: '',
        },
      }
    // Some tools put what ended a whole suite beside its test cases.
    else if (name === 'failure' || name === 'error') {
      const of = {
        name: suite?.name ?? '',
        group: '',
        file: suite?.file ?? '',
        line: Number.NaN,
        message: '',
        detail: '',
      }
      this.test = { depth: this.depth, of: { ...of, outcome: 'passed' } }
      this.openInside(this.test.of, name, given)
    }
  }

  private openInside(of: Case, name: string, given: Record<string, string>): void {
    if (name === 'failure' || name === 'error') {
      // A test that fails and whose clean-up fails has both.
      if (of.outcome === 'failed' || of.outcome === 'error') return
      of.outcome = name === 'failure' ? 'failed' : 'error'
      const message = given['message'] ?? ''
      of.message = EMPTY_MESSAGE.test(message.trim()) ? '' : message
      this.detailDepth = this.depth
      this.tail = ''
    } else if (name === 'skipped' && of.outcome === 'passed') of.outcome = 'skipped'
  }

  text(part: string): void {
    if (this.detailDepth === undefined || this.test === undefined) return
    const { of } = this.test
    const room = LONGEST_DETAIL - of.detail.length
    if (room > 0) of.detail += part.slice(0, room)
    if (part.length > room) {
      this.tail += part.slice(Math.max(0, room))
      if (this.tail.length > 4 * LONGEST_DETAIL) this.tail = this.tail.slice(-LONGEST_DETAIL)
    }
  }

  close(name: string, isImplied: boolean, end: number): void {
    // An element that closes itself ends where it begins.
    if (isImplied && end !== this.opened) throw new Fault(`its element ${name.slice(0, 50)} is not closed`)
    if (this.detailDepth === this.depth) {
      this.detailDepth = undefined
      if (this.test !== undefined) this.test.of.detail += this.tail.slice(-LONGEST_DETAIL)
    }
    if (this.test?.depth === this.depth) {
      this.count(this.test.of)
      this.test = undefined
    }
    if (this.suites.at(-1)?.depth === this.depth) this.suites.pop()
    this.depth--
  }

  /** After the last character: nothing may be open. */
  end(): void {
    if (!this.hasRoot) throw new Fault('it has no element')
    if (this.depth > 0) throw new Fault('it ends inside an element: the tool may have been stopped')
  }

  private count(of: Case): void {
    if (of.outcome === 'passed') this.found.pass()
    else if (of.outcome === 'skipped') this.found.skip()
    else
      this.found.fail(of.outcome, () => ({
        name: nameOf(of),
        message: of.message || messageOf(of.detail),
        places: placesOf(of),
      }))
  }
}

/** `tests.test_area.TestArea.test_square`; Jest repeats the name as the class. */
function nameOf({ name, group }: Case): string {
  if (group === '' || name.startsWith(group)) return name
  return name === '' ? group : `${group}.${name}`
}

/** The message in the text of a failure: the lines that pytest marks, or all lines but the frames. */
function messageOf(detail: string): string {
  const lines = detail.split(/\r?\n/)
  const marked = lines.flatMap((line) => /^E {1,7}(.*)/.exec(line)?.[1] ?? [])
  const told =
    marked.length > 0
      ? marked
      : lines.filter((line) => line.trim() !== '' && !isFrame(line) && !/^\s*(?:=== |--- )/.test(line))
  return told
    .slice(0, MOST_LINES)
    .map((line) => line.trimEnd())
    .join('\n')
}

function placesOf({ name, group, file, line, detail }: Case): FoundPlace[] {
  const own = file === '' ? moduleFiles(group || name).map((each) => ({ file: each })) : [{ file, line }]
  return [...stackPlaces(detail, group), ...own]
}

/** The files that the dotted name of a Python class may mean: `tests.test_area.TestArea` is in tests/test_area.py. */
function moduleFiles(name: string): string[] {
  if (!/^\w+(?:\.\w+){0,9}$/.test(name)) return []
  const parts = name.split('.')
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}.py`)
}

function numberOf(text: string | undefined): number | undefined {
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined
}
