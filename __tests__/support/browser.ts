import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'

/** Without a sandbox, which a container does not offer; otherwise as people run it. */
const ARGUMENTS = ['--headless=shell', '--no-sandbox', '--disable-gpu', '--hide-scrollbars']

/**
 * A real Chromium, from the npm package that has it inside.
 * @param variables of its environment, beside those of this process
 */
export async function launchBrowser(variables: Readonly<Record<string, string>> = {}): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGUMENTS,
    headless: true,
    env: { ...process.env, ...variables },
  })
}

/** A page without any network, and everything that it complained of: errors, warnings, requests, dialogs. */
export interface WatchedPage {
  page: Page
  complaints: string[]
}

/** Opens a file in a window of its own, offline. */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    offline: true,
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const address = pathToFileURL(file).href
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url() !== address) complaints.push(`request: ${request.url()}`)
  })
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(address)
  return { page, complaints }
}
