import * as core from '@actions/core'
import { singleLine, visible } from '../report/escape.js'
import type { Severity } from '../report/severity.js'
import { createFence } from './fence.js'
import type { Host, SourceLocation } from './host.js'
import { createOutputLines } from './output-lines.js'
import { createRedactor } from './redact.js'
import { inGroup } from './step-log.js'

/**
 * GitHub shows 10 annotations of each kind for a step ("Troubleshooting workflows", annotation limits). One error is
 * reserved for the verdict.
 */
const ANNOTATIONS: Record<Severity, number> = { error: 9, warning: 10, notice: 10 }

/** The log of a workflow run. */
export interface ActionsHost extends Host {
  /** Annotations beyond GitHub's limit, which are plain lines of the log. */
  readonly hiddenAnnotations: Readonly<Record<Severity, number>>
  /**
   * Writes held-back text and closes every fence. The caller must do this before workflow commands that the host does
   * not write.
   */
  close(): void
}

/** A host that writes workflow commands for the runner to standard output. */
export function createActionsHost(): ActionsHost {
  const redactor = createRedactor()
  const fence = createFence((text) => process.stdout.write(text))
  const lines = createOutputLines(redactor, (text) => fence.foreign(text), false)
  const hidden: Record<Severity, number> = { error: 0, warning: 0, notice: 0 }
  const shown: Record<Severity, number> = { error: 0, warning: 0, notice: 0 }
  let depth = 0

  const flush = () => {
    lines.flush()
    fence.down()
  }
  const annotate = (severity: Severity, message: string, place: SourceLocation = {}) => {
    const text = redactor.redact(message)
    if (shown[severity] >= ANNOTATIONS[severity]) {
      hidden[severity]++
      const where =
        place.path === undefined ? '' : ` (${place.path}${place.line === undefined ? '' : `:${place.line}`})`
      fence.ours(`${severity}: ${singleLine(text + redactor.redact(where))}\n`)
      return
    }
    shown[severity]++
    fence.down()
    core[severity](visible(text), {
      ...(place.title === undefined ? {} : { title: redactor.redact(singleLine(place.title)) }),
      ...(place.path === undefined ? {} : { file: singleLine(redactor.redact(place.path)) }),
      ...(place.line === undefined ? {} : { startLine: place.line }),
      ...(place.column === undefined ? {} : { startColumn: place.column }),
    })
  }

  const begin: Host['begin'] = (name) => {
    const heading = singleLine(redactor.redact(name))
    flush()
    // GitHub knows no group in a group: its inner `endgroup` would end the outer one.
    const outermost = depth === 0
    if (outermost) core.startGroup(heading)
    else fence.ours(`--- ${heading} ---\n`)
    depth++
    return () => {
      depth--
      flush()
      if (outermost) core.endGroup()
    }
  }

  return {
    hiddenAnnotations: hidden,
    info(message) {
      fence.ours(`${redactor.redact(message)}\n`)
    },
    debug(message) {
      fence.down()
      core.debug(redactor.redact(message))
    },
    notice(message, place) {
      annotate('notice', message, place)
    },
    warning(message, place) {
      annotate('warning', message, place)
    },
    error(message, place) {
      annotate('error', message, place)
    },
    output(text) {
      lines.write(text)
    },
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status() {
      /* a log can't redraw a line */
    },
    transfer() {
      /* the log has a line every 30 s */
    },
    mask(secret) {
      if (!secret.trim()) return
      // Inside a fence the runner would print the secret instead of masking it.
      fence.down()
      core.setSecret(secret)
      redactor.add(secret)
    },
    redact: (text) => redactor.redact(text),
    close: flush,
  }
}
