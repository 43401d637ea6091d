import { loader, parse, View, Warn } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile } from 'vega-lite'
import type { DrawnPlot } from '../report/plots.js'
import type { Theme } from './appearance.js'
import { specOf, tooltipOf } from './specs.js'

// Draws the plots of the page: each when it comes near the window, and all again when the page turns dark or light.

/** With so few charts, all are drawn at once, so that the page can be printed. */
const DRAW_ALL = 40

const plots = JSON.parse(document.getElementById('plot-data')?.textContent ?? '[]') as DrawnPlot[]
const places = [...document.querySelectorAll<HTMLElement>('.chart[data-plot]')]
const views = new Map<HTMLElement, View>()
const tooltip = document.body.appendChild(document.createElement('div'))
tooltip.className = 'tooltip'
tooltip.hidden = true

/** Loads nothing, for any template. */
const nothing = loader()
nothing.load = (address: string) => Promise.reject(new Error(`this page loads nothing, so not ${address} either`))
nothing.sanitize = () => Promise.reject(new Error('this page has no links'))

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function theme(): Theme {
  return {
    value: colour('after'),
    baseline: colour('before'),
    series: colour('series').split(/\s+/),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    narrow: window.innerWidth < 640,
  }
}

async function draw(place: HTMLElement): Promise<void> {
  const plot = plots[Number(place.dataset['plot'])]
  if (!plot) return
  views.get(place)?.finalize()
  place.textContent = ''
  try {
    const { spec } = compile(specOf(plot, theme()), { logger: quiet() })
    // The interpreter generates no code from text, which the content security policy forbids.
    const view = new View(parse(spec, {}, { ast: true }), {
      renderer: 'svg',
      container: place,
      hover: true,
      expr: expressionInterpreter,
      loader: nothing,
      logLevel: Warn,
    })
    view.tooltip((_, event, __, value: unknown) =>
      showTooltip(event, value === null || value === undefined || value === '' ? '' : tooltipOf(plot, value)),
    )
    view.logger(quiet())
    views.set(place, view)
    await view.runAsync()
    // The parent element describes the picture; a screen reader skips its hundreds of marks.
    for (const name of ['role', 'aria-label', 'aria-roledescription']) place.removeAttribute(name)
    place.querySelector('svg')?.setAttribute('aria-hidden', 'true')
    place.dataset['drawn'] = 'yes'
  } catch (error) {
    place.textContent = `This plot could not be drawn: ${error instanceof Error ? error.message : String(error)}`
    place.dataset['drawn'] = 'failed'
  }
}

/** A logger that keeps a template's warnings off the console. */
function quiet() {
  const logger = {
    level: () => logger,
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  }
  return logger as never
}

/** @param event absent where a chart is removed */
function showTooltip(event: MouseEvent | null, text: string): void {
  tooltip.hidden = text === ''
  tooltip.textContent = text
  if (tooltip.hidden || event === null) return
  const { offsetWidth: width, offsetHeight: height } = tooltip
  tooltip.style.left = `${Math.max(4, Math.min(event.clientX + 12, window.innerWidth - width - 4))}px`
  tooltip.style.top = `${Math.max(4, event.clientY - height - 12)}px`
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue
      seen.unobserve(target)
      void draw(target)
    }
  },
  { rootMargin: '400px' },
)
for (const place of places) {
  if (places.length <= DRAW_ALL) void draw(place)
  else seen.observe(place)
}
// A chart in a folded block has no width until a reader opens the block.
for (const folded of document.querySelectorAll('details'))
  folded.addEventListener('toggle', () => {
    if (!folded.open) return
    for (const place of folded.querySelectorAll<HTMLElement>('.chart[data-drawn]'))
      if (place.checkVisibility() && place.querySelector('svg')?.clientWidth !== place.clientWidth) void draw(place)
  })
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const place of views.keys()) void draw(place)
})
