import { webAddress } from '../links.js'
import { escapeHtml } from './escape.js'

/** HTML as a link, where its address is one that a browser may open from a report. @param html finished HTML */
export function anchor(address: string | undefined, html: string, label?: string): string {
  const known = webAddress(address)
  return known === undefined
    ? html
    : `<a href="${escapeHtml(known)}"${label === undefined ? '' : ` aria-label="${escapeHtml(label)}"`}>${html}</a>`
}

/** HTML as a link to a file. @param address of `linksTo`, whose path is encoded */
export function fileAnchor(address: string | undefined, html: string): string {
  return address === undefined
    ? html
    : `<a href="${address.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}">${html}</a>`
}
