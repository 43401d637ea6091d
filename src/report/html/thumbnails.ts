import { within } from '../data-lines.js'
import type { DataReport } from '../data-report.js'
import { shorten } from '../escape.js'
import type { Thumbnail, Thumbnails } from '../thumbnails.js'
import { escapeHtml } from './escape.js'

const LONGEST_NAME = 200

/** The small pictures of the changed images of one data, before and after; empty without one. */
export function renderThumbnails({ path }: DataReport, thumbnails: Thumbnails): string {
  const own = [...thumbnails].filter(([each]) => each === path || each.startsWith(`${path}/`))
  return own.length === 0
    ? ''
    : `<h4>Changed images</h4><div class="thumbnails">${own.map(([each, pair]) => figure(within(path, each), pair)).join('')}</div>`
}

function figure(name: string, { before, after, type }: Thumbnail): string {
  const shown = escapeHtml(shorten(name, LONGEST_NAME))
  const side = (bytes: Uint8Array | undefined, label: string) =>
    bytes === undefined
      ? ''
      : `<div><p class="hint">${label}</p><img src="data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}" alt="${shown}, ${label.toLowerCase()}"></div>`
  return `<figure><figcaption><code>${shown}</code></figcaption><div class="sides">${side(before, 'Baseline')}${side(after, 'This change')}</div></figure>`
}
