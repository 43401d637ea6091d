// Compares two builds and shows the numbers of a build at the pointer; without this script the charts and tables have
// the same numbers.
import { type BuildsReport, changeAt } from '../report/builds-report.js'
import { BUILDS_DATA, type BuildsData } from '../report/html/builds-view.js'
import { formatBytes, formatDifference, formatNumber, formatSeconds } from '../report/numbers.js'

const builds = JSON.parse(document.getElementById(BUILDS_DATA)?.textContent ?? '{}') as BuildsData
if (builds.list.length > 1) compare()
if (builds.list.length > 0) followPointer()

function compare(): void {
  const section = document.getElementById('compare')
  if (section === null) return
  const standing = builds.list.flatMap(({ undone }, index) => (undone ? [] : [index]))
  const after = standing.at(-1) ?? builds.list.length - 1
  const before = standing.at(-2) ?? Math.max(0, after - 1)
  const chosen = [chooser('Before', before), chooser('After', after)]
  const table = element('table', 'plain')
  const region = element('div', 'detail')
  region.tabIndex = 0
  region.setAttribute('role', 'region')
  region.setAttribute('aria-label', 'Two builds')
  region.append(table)
  const show = () => {
    table.replaceChildren(...comparison(...(chosen.map(({ select }) => Number(select.value)) as [number, number])))
  }
  for (const { select } of chosen) select.addEventListener('change', show)
  const choices = element('p', 'choices')
  choices.append(...chosen.map(({ label }) => label))
  section.append(choices, region)
  section.hidden = false
  show()
}

function chooser(name: string, chosen: number): { label: HTMLElement; select: HTMLSelectElement } {
  const label = element('label', '', `${name} `)
  const select = document.createElement('select')
  for (const [index, build] of [...builds.list.entries()].reverse()) {
    const option = document.createElement('option')
    option.value = String(index)
    option.selected = index === chosen
    option.textContent = [build.day, build.name, build.tags, build.undone ? 'reverted' : ''].filter(Boolean).join(' ')
    select.append(option)
  }
  label.append(select)
  return { label, select }
}

function comparison(one: number, other: number): HTMLElement[] {
  const rows: HTMLElement[] = []
  const add = (name: string, before: string, after: string, change = '') => {
    const row = element('tr')
    const head = element('th', '', name)
    head.setAttribute('scope', 'row')
    row.append(head, ...[before, after, change].map((text) => element('td', 'number', text)))
    rows.push(row)
  }
  for (const { name, values } of builds.metrics) {
    const [before, after] = [values[one] ?? undefined, values[other] ?? undefined]
    if (before === undefined && after === undefined) continue
    const shown = (value: number | undefined, beside: number | undefined) =>
      value === undefined ? '' : formatNumber(value, beside)
    const change = before === undefined || after === undefined ? '' : formatDifference(after, before)
    add(name, shown(before, after), shown(after, before), change)
  }
  for (const { name, changes } of builds.params) {
    const [before, after] = [changeAt(changes, one)?.value, changeAt(changes, other)?.value]
    if (JSON.stringify(before) !== JSON.stringify(after)) add(name, valueText(before), valueText(after))
  }
  for (const { path, changes } of builds.data) {
    const [before, after] = [changeAt(changes, one), changeAt(changes, other)]
    if (before?.hash !== after?.hash) add(path, dataText(before), dataText(after))
  }
  const [before, after] = [builds.list[one], builds.list[other]]
  if (before?.environment !== after?.environment)
    add('environment', (before?.environment ?? '').slice(0, 12), (after?.environment ?? '').slice(0, 12))
  const time = (seconds: number | undefined) => (seconds === undefined ? '' : formatSeconds(seconds))
  if (before?.seconds !== undefined || after?.seconds !== undefined)
    add('time of the stages', time(before?.seconds), time(after?.seconds))
  const head = element('thead')
  const names = element('tr')
  for (const [index, text] of ['', before?.name ?? '', after?.name ?? '', 'Difference'].entries()) {
    const cell = element(index === 0 ? 'td' : 'th', index === 0 ? '' : 'number', text)
    if (index > 0) cell.setAttribute('scope', 'col')
    names.append(cell)
  }
  head.append(names)
  const body = element('tbody')
  body.append(...rows)
  const caption = element('caption', 'unseen', 'Two builds side by side')
  return [caption, head, body]
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function dataText(change: BuildsReport['data'][number]['changes'][number] | undefined): string {
  const { hash = '', size, files } = change ?? {}
  return [hash.slice(0, 7), size === undefined ? '' : formatBytes(size), files === undefined ? '' : `${files} files`]
    .filter(Boolean)
    .join(', ')
}

function followPointer(): void {
  const tooltip = element('div', 'tooltip')
  tooltip.hidden = true
  document.querySelector('main')?.append(tooltip)
  for (const chart of document.querySelectorAll<SVGSVGElement>('svg[data-course]')) {
    chart.addEventListener('pointermove', (event) => {
      const { left, width } = chart.getBoundingClientRect()
      const { plot, list } = builds
      const share = ((event.clientX - left) * (plot.width / width) - plot.first) / (plot.last - plot.first)
      const index = Math.min(list.length - 1, Math.max(0, Math.round(share * (list.length - 1))))
      tooltip.textContent = told(chart.dataset['course'] ?? '', index)
      tooltip.hidden = false
      const room = document.documentElement.clientWidth - tooltip.offsetWidth - 8
      tooltip.style.left = `${Math.max(8, Math.min(room, event.clientX + 12))}px`
      tooltip.style.top = `${event.clientY + 16}px`
    })
    chart.addEventListener('pointerleave', () => {
      tooltip.hidden = true
    })
  }
}

/** The build and its number in the chart. */
function told(course: string, index: number): string {
  const [build, at] = [builds.list[index], Number(course.slice(1))]
  const value = course.startsWith('m') ? builds.metrics[at]?.values[index] : undefined
  const size = course.startsWith('d') ? changeAt(builds.data[at]?.changes ?? [], index)?.size : undefined
  const number =
    course === 't'
      ? build?.seconds === undefined
        ? 'none'
        : formatSeconds(build.seconds)
      : size !== undefined
        ? formatBytes(size)
        : value === undefined || value === null
          ? 'none'
          : formatNumber(value)
  const kind = [build?.kind === 'rebuild' ? '' : (build?.kind ?? ''), build?.undone === true ? 'reverted' : '']
  const changed = [
    ...builds.params.filter(({ changes }) => changeAt(changes, index)?.build === index).map(({ name }) => name),
    ...builds.data
      .filter(({ changes, output }) => output === undefined && changeAt(changes, index)?.build === index)
      .map(({ path }) => path),
  ]
  return [
    [build?.day, build?.name, build?.tags, ...kind].filter(Boolean).join(' '),
    number,
    ...(index > 0 && changed.length > 0 ? [`changed: ${changed.slice(0, 6).join(', ')}`] : []),
  ].join('\n')
}

function element(name: string, className = '', text = ''): HTMLElement {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.textContent = text
  return made
}
