import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

// Prints every message that a user can see, grouped by file, so that they can be read in one sitting: `npm run messages`.
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Properties whose text a user sees, with the kind of message that each is. */
const PROPERTIES = {
  message: 'message',
  remedy: 'remedy',
  reason: 'reason',
  fix: 'fix',
  title: 'title',
  summary: 'summary',
  description: 'description',
  does: 'description',
  values: 'description',
}
/** Methods of a host, by name. */
const HOST = ['info', 'notice', 'warning', 'error', 'fail', 'status', 'debug']
/** Local functions that make an error or a finding of their texts. */
const MAKERS = /^(refuse|refused|refusal|fail|add|unknown\w*|undecided|problem|fileProblem|wrong|lacking|missing)$/

/** The text of an expression as a user reads it; several where a condition chooses. Empty where it has no text of its own. */
function textsOf(node, source) {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return textsOf(node.expression, source)
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue, source), ...textsOf(node.whenFalse, source)]
  if (ts.isBinaryExpression(node)) {
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return [...textsOf(node.left, source), ...textsOf(node.right, source)]
    if (node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return []
    const [left = '{…}'] = textsOf(node.left, source)
    const [right = '{…}'] = textsOf(node.right, source)
    return [left + right]
  }
  if (ts.isTemplateExpression(node))
    return [
      node.head.text + node.templateSpans.map((span) => hole(span.expression, source) + span.literal.text).join(''),
    ]
  if (ts.isCallExpression(node)) {
    const inner = node.arguments.flatMap((argument) => textsOf(argument, source))
    const called = ts.isPropertyAccessExpression(node.expression) ? textsOf(node.expression.expression, source) : []
    return ts.isPropertyAccessExpression(node.expression) ? called : inner
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textsOf(node.body, source)
  return []
}

/** A place in a template: its name, or the texts that it chooses from. */
function hole(node, source) {
  const texts = textsOf(node, source).filter((text) => /\p{L}{2}/u.test(text))
  return `{${texts.length > 0 ? texts.join(' | ') : node.getText(source).replace(/\s+/g, ' ').slice(0, 40)}}`
}

const isSentence = (text) => /\p{L}{2}/u.test(text) && !/^[\w./:-]*$/.test(text)

/** Three words of prose in a row, which no code and no name has. */
const isProse = (text) => /\p{L}{2,}[,:;]? \p{L}+[,:;]? \p{L}{2,}/u.test(text)

/**
 * The messages of one TypeScript file.
 * @returns {{ line: number, kind: string, text: string }[]} in the order of the file
 */
export function messagesOfTypeScript(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found = new Map()
  const taken = []
  const add = (node, kind, only = () => true) => {
    taken.push([node.getStart(source), node.getEnd()])
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
    for (const each of textsOf(node, source).filter(only)) {
      const shown = each.replace(/\s+/g, ' ').trim()
      if (shown !== '') found.set(`${node.getStart(source)} ${shown}`, { line, kind, text: shown })
    }
  }
  const visit = (node) => {
    if (ts.isNewExpression(node)) {
      const name = node.expression.getText(source)
      const [first, second] = node.arguments ?? []
      if (/^(Project|Setup|Outside|Cancelled)Error$/.test(name) && second !== undefined)
        add(second, `error[${textsOf(first, source).join('|') || first.getText(source)}]`)
      else if (/^(Refusal|Unavailable|MlflowFailure)$/.test(name) && first !== undefined) add(first, 'reason')
    } else if (ts.isCallExpression(node)) callOf(node)
    else if (ts.isPropertyAssignment(node)) {
      const kind = Object.hasOwn(PROPERTIES, node.name.getText(source))
        ? PROPERTIES[node.name.getText(source)]
        : undefined
      if (kind !== undefined) add(node.initializer, kind, isSentence)
    } else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      node.left.name.text === 'message'
    )
      add(node.right, 'message', isSentence)
    ts.forEachChild(node, visit)
  }
  const callOf = (node) => {
    const [first, second] = node.arguments
    const name = ts.isPropertyAccessExpression(node.expression)
      ? node.expression.name.text
      : node.expression.getText(source)
    const on = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText(source) : ''
    if (/(^|\.)(host|outer)$/.test(on) && HOST.includes(name) && first !== undefined) add(first, `host.${name}`)
    else if (name === 'skip' && second !== undefined) add(second, 'skip')
    else if (/^(run|steps)?\.?step$/.test(on === '' ? name : `${on}.${name}`) && first !== undefined) add(first, 'step')
    else if (on === '' && MAKERS.test(name)) for (const argument of node.arguments) add(argument, name, isSentence)
  }
  /** Sentences that are built elsewhere: in the summaries, comments and pages. */
  const visitRest = (node) => {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return
    const start = node.getStart(source)
    if (taken.some(([from, to]) => from <= start && start < to)) {
      if (taken.some(([from, to]) => from === start && node.getEnd() <= to)) return
    } else if ((ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && isProse(node.getText(source))) {
      add(node, 'text')
      return
    }
    ts.forEachChild(node, visitRest)
  }
  visit(source)
  visitRest(source)
  return [...found.values()].sort((one, other) => one.line - other.line)
}

/** The messages of one Python file: texts of what is raised, of answers and of diagnostics. */
export function messagesOfPython(text) {
  const found = []
  const pattern =
    /(raise\s+[\w.]+\(|["'](?:message|remedy|reason|debug)["']:\s*|\b(?:complain|refuse|warn|debug|print)\()\s*((?:[fr]*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*)+)/g
  for (const match of text.matchAll(pattern)) {
    const [, before = '', literal = ''] = match
    const shown = [...literal.matchAll(/[fr]*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/g)]
      .map(([, double, single]) => double ?? single ?? '')
      .join('')
    if (!isSentence(shown)) continue
    const kind = before.startsWith('raise') ? 'raise' : before.replace(/[^\w]/g, '')
    found.push({ line: text.slice(0, match.index).split('\n').length, kind, text: shown })
  }
  return found
}

/** A command in backquotes: a program that a user has beside dvc-ci, and the name of its command. */
const QUOTED_COMMAND = /`(?:(?:dvc|dvc-ci|git|gh|jupyter) [a-z][\w-]*|rm \S+)[ `]/
/** A text that is a shell line as a whole: a program, and then an option, a value or another command, not prose. */
const SHELL_LINE =
  /^(?:\{[^{}]*\} && )?(?:(?:dvc|dvc-ci|git|gh|jupyter) (?:(?:remote|pr|ds) )?[a-z][\w-]*(?:$|\{| (?:--?(?: |\w)|&&|\{|\.|origin\b))|(?:cp|rm|sed|printf|echo) \S)/

/**
 * The texts of one TypeScript file that offer a command: a shell line, or a sentence with a command in backquotes. A
 * text appears once, whatever the number of places that make it.
 * @returns {{ line: number, text: string }[]} in the order of the file
 */
export function offersOfTypeScript(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found = new Map()
  const visit = (node) => {
    if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) {
      const [shown = ''] = ts.isTemplateExpression(node)
        ? [node.head.text + node.templateSpans.map(({ literal }) => `{…}${literal.text}`).join('')]
        : [node.text]
      if ((QUOTED_COMMAND.test(shown) || SHELL_LINE.test(shown)) && !found.has(shown))
        found.set(shown, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return [...found].map(([shown, line]) => ({ line, text: shown }))
}

let offers

/** Every text of the sources that offers a command, by file. @returns {Promise<{ path: string, line: number, text: string }[]>} */
export function allOffers() {
  offers ??= readOffers()
  return offers
}

async function readOffers() {
  const files = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .map((file) => relative(root, join(file.parentPath, file.name)).replaceAll('\\', '/'))
    // Tables of settings and titles describe; they answer no fault.
    .filter((path) => !/^src\/(page|settings\/table)\/|^src\/errors\//.test(path))
    .sort()
  const found = await Promise.all(
    paths.map(async (path) =>
      offersOfTypeScript(path, await readFile(join(root, path), 'utf8')).map((offer) => ({ path, ...offer })),
    ),
  )
  return found.flat()
}

/** Every message of the sources, by file. @returns {Promise<Map<string, { line: number, kind: string, text: string }[]>>} */
export async function allMessages() {
  const found = new Map()
  for (const folder of ['src', 'engine']) {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
    const paths = files
      .filter((file) => file.isFile() && /\.(ts|py)$/.test(file.name) && !/\.d\.ts$/.test(file.name))
      .map((file) => relative(root, join(file.parentPath, file.name)).replaceAll('\\', '/'))
      .filter((path) => !/\/tests?\//.test(path))
      .sort()
    for (const path of paths) {
      const text = await readFile(join(root, path), 'utf8')
      const messages = path.endsWith('.py') ? messagesOfPython(text) : messagesOfTypeScript(path, text)
      if (messages.length > 0) found.set(path, messages)
    }
  }
  return found
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = await allMessages()
  for (const [path, messages] of found) {
    console.log(path)
    for (const { line, kind, text } of messages) console.log(`${String(line).padStart(6)}  ${kind}: ${text}`)
    console.log('')
  }
  const total = [...found.values()].reduce((sum, messages) => sum + messages.length, 0)
  console.log(`${total} messages in ${found.size} files`)
}
