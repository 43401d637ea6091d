// Folds quiet rows, finds rows and copies commands; without this script all rows are visible, and a click selects the
// commands.

/** The fewest rows of a table with a search. */
const ROWS_TO_SEARCH = 20

for (const table of document.querySelectorAll<HTMLTableElement>('table[data-rows]')) {
  const more = table.querySelector<HTMLElement>('tbody[data-more]')
  const button = more ? fold(table, more) : undefined
  if (Number(table.dataset['rows']) > ROWS_TO_SEARCH) search(table, more, button)
}

for (const commands of document.querySelectorAll<HTMLElement>('pre[data-copy]')) offerCopy(commands)

/** How long a button says what it did, in milliseconds. */
const TOLD_MS = 2_000

function offerCopy(commands: HTMLElement): void {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  const told = document.createElement('output')
  told.className = 'unseen'
  const say = (text: string) => {
    button.textContent = text
    told.textContent = text
    setTimeout(() => {
      button.textContent = 'Copy'
      told.textContent = ''
    }, TOLD_MS)
  }
  button.textContent = 'Copy'
  button.addEventListener('click', () => {
    copy(commands).then(
      () => say('Copied'),
      () => say('Selected'),
    )
  })
  commands.after(button, told)
}

/** Copies the text of an element. A page that no secure server gave has no clipboard, so the old way comes after it. */
async function copy(element: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '')
  } catch {
    getSelection()?.selectAllChildren(element)
    if (!document.execCommand('copy')) throw new Error('the browser lets no page copy')
  }
}

function fold(table: HTMLTableElement, more: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'more'
  button.textContent = more.dataset['more'] ?? 'Show all'
  more.hidden = true
  // The style sheet hides the rows until here, so that a browser does not lay out thousands of them first.
  more.dataset['folded'] = 'yes'
  button.addEventListener('click', () => {
    more.hidden = false
    button.hidden = true
    // The keyboard focus moves to the rows that it opened.
    const first = more.querySelector<HTMLElement>('th')
    if (first) {
      first.tabIndex = -1
      first.focus()
    }
  })
  table.after(button)
  return button
}

function search(table: HTMLTableElement, more: HTMLElement | null, button: HTMLButtonElement | undefined): void {
  const label = document.createElement('label')
  label.className = 'search'
  const input = document.createElement('input')
  input.type = 'search'
  input.placeholder = 'Filter'
  const name = document.createElement('span')
  name.className = 'unseen'
  name.textContent = `Filter ${table.caption?.textContent ?? 'rows'}`
  const found = document.createElement('output')
  label.append(name, input)
  table.before(label, found)
  let texts: { row: HTMLTableRowElement; text: string }[] | undefined
  let folded = more !== null
  button?.addEventListener('click', () => {
    folded = false
  })
  input.addEventListener('input', () => {
    texts ??= [...table.tBodies]
      .flatMap((body) => [...body.rows])
      .map((row) => ({ row, text: (row.textContent ?? '').toLowerCase() }))
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
    let shown = 0
    for (const { row, text } of texts) {
      row.hidden = !words.every((word) => text.includes(word))
      if (!row.hidden) shown++
    }
    // The search also covers the folded rows.
    if (more) more.hidden = folded && words.length === 0
    if (button) button.hidden = !folded || words.length > 0
    found.textContent = words.length === 0 ? '' : `${shown} of ${texts.length}`
  })
}
