import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { launchBrowser } from '../support/browser.js'

const MERMAID = join(lab.root, 'node_modules/mermaid/dist/mermaid.min.js')
/** Of WebP: text is sharp, and a picture has some tens of kilobytes. */
const QUALITY = 50

/** What changes every picture: a new value makes all of them new. */
export const STYLE = JSON.stringify([1, QUALITY])

/** Pixels of the window: no page with plots is cut below it. */
const TALLEST = 2_000
/** How often, and how far apart in milliseconds, the page is asked whether its plots are drawn. */
const [MOST_POLLS, POLL_MS] = [600, 50]

/** A page with many plots draws those that come near the window; the others are below the cut. */
const ARE_DRAWN = `[...document.querySelectorAll('.chart[data-plot]:not([data-drawn])')]
  .every((place) => !place.checkVisibility() || place.getBoundingClientRect().top > window.innerHeight)`

/** How a page is photographed. Lengths are pixels of CSS. */
export interface View {
  html: string
  width: number
  /** A longer page is cut there. */
  height: number
  dark?: boolean
  /** True: every folded block is open. */
  unfolded?: boolean
  /** PNG, for viewers without WebP. */
  png?: boolean
}

export interface Picture {
  image: Buffer
  width: number
  height: number
}

/** Draws pages as pictures, with fonts of npm: no machine changes them. */
export class Photographer {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async open(): Promise<Photographer> {
    requireParts('fonts')
    const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-gallery-'))
    await writeFile(join(folder, 'fonts.conf'), fontConfiguration(lab.fontsDirectory, join(folder, 'fonts')))
    return new Photographer(await launchBrowser({ FONTCONFIG_FILE: join(folder, 'fonts.conf') }), folder)
  }

  async draw(view: View): Promise<Picture> {
    const context = await this.browser.newContext({
      viewport: { width: view.width, height: Math.min(view.height, TALLEST) },
      colorScheme: view.dark === true ? 'dark' : 'light',
      reducedMotion: 'reduce',
      offline: true,
      timezoneId: 'UTC',
      locale: 'en-GB',
    })
    try {
      const page = await context.newPage()
      const file = join(this.folder, `${createHash('sha256').update(view.html).digest('hex').slice(0, 16)}.html`)
      await writeFile(file, view.html)
      await page.goto(pathToFileURL(file).href)
      if (view.unfolded === true)
        await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
      await drawDiagrams(page)
      return await photograph(page, view)
    } finally {
      await context.close()
    }
  }

  async close(): Promise<void> {
    await this.browser.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Draws the blocks of Mermaid as GitHub does, and waits for the plots of our page. */
async function drawDiagrams(page: Page): Promise<void> {
  if ((await page.locator('.mermaid').count()) > 0) {
    await page.addScriptTag({ path: MERMAID })
    await page.evaluate(`(async () => {
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', deterministicIds: true })
      for (const [index, place] of [...document.querySelectorAll('.mermaid')].entries())
        place.innerHTML = (await mermaid.render('diagram' + index, place.textContent)).svg
    })()`)
  }
  await page.evaluate('document.fonts.ready')
  // The page's policy forbids the evaluation with which waitForFunction asks again.
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    if (await page.evaluate<boolean>(ARE_DRAWN)) return
    await page.waitForTimeout(POLL_MS)
  }
  throw new Error(`The plots of the page were not drawn within ${(MOST_POLLS * POLL_MS) / 1000} s.`)
}

async function photograph(page: Page, { width: asked, height: most, png }: View): Promise<Picture> {
  const size = await page.evaluate<{ width: number; height: number }>(
    '({ width: document.body.scrollWidth, height: Math.ceil(document.body.getBoundingClientRect().height) })',
  )
  const width = Math.max(size.width, asked)
  const height = Math.min(size.height, most)
  const client = await page.context().newCDPSession(page)
  const { data } = await client.send('Page.captureScreenshot', {
    ...(png === true ? { format: 'png' } : { format: 'webp', quality: QUALITY }),
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  })
  return { image: Buffer.from(data, 'base64'), width, height }
}

/** Only these fonts, by the general names that our pages ask for. */
function fontConfiguration(fonts: string, cache: string): string {
  const alias = (name: string, family: string) =>
    `<alias binding="same"><family>${name}</family><prefer><family>${family}</family></prefer></alias>`
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir>
${alias('system-ui', 'Inter')}${alias('sans-serif', 'Inter')}${alias('monospace', 'JetBrains Mono')}
</fontconfig>`
}
