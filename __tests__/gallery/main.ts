import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lab } from '../../scripts/lab/paths.mjs'
import { cleanUp } from '../support/project.js'
import { type Album, altText, differences, factsOf, type Page, readmeOf, type Shown } from './album.js'
import { commentPage, summaryPage, terminalPage } from './github-page.js'
import { Photographer, STYLE, type View } from './pictures.js'
import { type Recording, recordingFile } from './record.js'
import { pictureName, SCENARIOS, type Scenario, SURFACES, type Surface } from './scenarios.js'
import { tellStories } from './stories.js'
import { digestOf, placesIn, withoutPlaces } from './texts.js'
import { World } from './world.js'

const { values } = parseArgs({
  options: { draw: { type: 'boolean', default: false }, only: { type: 'string' }, glances: { type: 'string' } },
})
const only = values.only?.split(',')
const recordings = join(lab.root, '.gallery')
const gallery = join(lab.root, 'docs', 'gallery')
const started = performance.now()
const say = (text: string) => console.log(`${Math.round((performance.now() - started) / 1000)} s: ${text}`)

/** Lives through the scenarios and keeps what their surfaces had. */
async function record(): Promise<void> {
  await mkdir(recordings, { recursive: true })
  const world = await World.begin()
  const { places } = world
  try {
    say('the project is there')
    await tellStories(world, only, async (id, raw) => {
      const recording = JSON.parse(withoutPlaces(JSON.stringify(raw), places)) as Recording
      const left = placesIn(JSON.stringify(recording), places)
      if (left.length > 0) console.log(`${id}: a text has ${left.join(', ')}`)
      await writeFile(recordingFile(recordings, id), JSON.stringify(recording, undefined, 1))
      say(`${id}: ${recording.report.conclusion}, exit code ${recording.exit}: ${recording.report.message}`)
    })
  } finally {
    await world.end()
    await cleanUp()
  }
}

const CUT = { page: 1000, dark: 700, phone: 1300, comment: 1400, unfolded: 1600, summary: 1000 }
const [COMMENT_WIDTH, SUMMARY_WIDTH, PAGE_WIDTH, PHONE_WIDTH] = [800, 920, 1200, 360]

/** Height of a screen. */
const GLANCE = 800

/** How a surface of a recording is drawn; undefined where the run did not have it. */
function viewOf(surface: Surface, { comment, summary, page, terminals, report }: Recording): View | undefined {
  switch (surface.id) {
    case 'comment':
    case 'comment-open':
      if (comment === undefined) return undefined
      return surface.id === 'comment'
        ? { html: commentPage(comment), width: COMMENT_WIDTH, height: CUT.comment }
        : { html: commentPage(comment), width: COMMENT_WIDTH, height: CUT.unfolded, unfolded: true }
    case 'summary':
      return { html: summaryPage(summary, report.mode), width: SUMMARY_WIDTH, height: CUT.summary }
    case 'page':
    case 'page-dark':
      return surface.id === 'page'
        ? { html: page, width: PAGE_WIDTH, height: CUT.page }
        : { html: page, width: PAGE_WIDTH, height: CUT.dark, dark: true }
    case 'phone':
      return { html: page, width: PHONE_WIDTH, height: CUT.phone }
    case 'terminal-80':
    case 'terminal-100': {
      const columns = surface.id === 'terminal-80' ? 80 : 100
      return { html: terminalPage(terminals[columns] ?? '', columns), width: 0, height: Infinity }
    }
  }
}

/** Draws the pictures of a scenario that show something new. */
async function drawScenario(scenario: Scenario, album: Album | undefined, photographer: Photographer): Promise<Page> {
  const recording = JSON.parse(await readFile(recordingFile(recordings, scenario.id), 'utf8')) as Recording
  const facts = factsOf(recording.report, recording.exit)
  const wrong = differences(scenario, facts)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const before = album?.scenarios.find(({ id }) => id === scenario.id)
  const pictures: Shown[] = []
  for (const surface of SURFACES) {
    const view = viewOf(surface, recording)
    if (view === undefined) continue
    const file = pictureName(scenario, surface)
    const digest = digestOf(view.html, JSON.stringify({ ...view, html: '' }), STYLE)
    const alt = altText(scenario, surface.title, recording)
    const kept = before?.pictures.find((each) => each.file === file && each.digest === digest)
    if (kept !== undefined && existsSync(join(gallery, file))) {
      pictures.push({ ...kept, alt })
      continue
    }
    const { image, width, height } = await photographer.draw(view)
    await writeFile(join(gallery, file), image)
    pictures.push({ file, alt, width, height, digest })
  }
  const { mode, message } = recording.report
  return { id: scenario.id, mode, message: message.replace(/\b[0-9a-f]{7,40}\b/g, '…'), ...facts, pictures }
}

async function draw(): Promise<void> {
  await mkdir(gallery, { recursive: true })
  const index = join(gallery, 'gallery.json')
  const album = existsSync(index) ? (JSON.parse(await readFile(index, 'utf8')) as Album) : undefined
  const photographer = await Photographer.open()
  const scenarios: Page[] = []
  const wrong: string[] = []
  try {
    for (const scenario of SCENARIOS) {
      if (!existsSync(recordingFile(recordings, scenario.id))) {
        wrong.push(`${scenario.id}: there is no recording`)
        continue
      }
      try {
        scenarios.push(await drawScenario(scenario, album, photographer))
        say(`${scenario.id}: drawn`)
      } catch (error) {
        wrong.push(error instanceof Error ? error.message : String(error))
      }
    }
  } finally {
    await photographer.close()
  }
  const files = new Set(scenarios.flatMap(({ pictures }) => pictures.map(({ file }) => file)))
  for (const name of await readdir(gallery))
    if (name.endsWith('.webp') && !files.has(name)) await rm(join(gallery, name))
  await writeFile(index, `${JSON.stringify({ scenarios }, undefined, 2)}\n`)
  await writeFile(join(gallery, 'README.md'), readmeOf({ scenarios }))
  for (const line of wrong) console.error(`gallery: ${line}`)
  if (wrong.length > 0) process.exitCode = 1
}

/** The first screen of each comment, under a number in place of its name: for readers who have ten seconds. */
async function drawGlances(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const photographer = await Photographer.open()
  const key: string[] = []
  try {
    // Neighbours of the gallery are apart.
    const mixed = SCENARIOS.map((_, index) => SCENARIOS[(index * 7 + 3) % SCENARIOS.length]).filter((each) => !!each)
    for (const [index, { id }] of mixed.entries()) {
      const recording = JSON.parse(await readFile(recordingFile(recordings, id), 'utf8')) as Recording
      const { comment = recording.summary } = recording
      const view = { html: commentPage(comment), width: COMMENT_WIDTH, height: GLANCE, png: true }
      await writeFile(join(folder, `${index + 1}.png`), (await photographer.draw(view)).image)
      key.push(`${index + 1} ${id}${recording.comment === undefined ? ' (no comment: the summary)' : ''}`)
    }
  } finally {
    await photographer.close()
  }
  await writeFile(join(folder, 'key.txt'), `${key.join('\n')}\n`)
}

if (values.glances !== undefined) await drawGlances(values.glances)
else {
  if (!values.draw) await record()
  await draw()
}
