import { formatBytes, formatElapsed } from './numbers.js'
import { displayWidth } from './width.js'

/** A transfer, or the sum of several. */
export interface TransferState {
  direction: 'download' | 'upload' | 'transfer'
  files: number
  /** Files that have moved. */
  done: number
  /** Bytes that have moved. */
  bytes: number
  /** Bytes of all files; undefined while the size of one is unknown. */
  total?: number
  /** Bytes a second; undefined at the start. */
  rate?: number
}

/** Cells of a bar. */
const BAR = { most: 24, least: 8 }

/** The line of a log: `Download: 1.2 GB of 3.4 GB (3 of 12 files), 52 MB/s, 42 s left.` */
export function transferLine(state: TransferState): string {
  const { direction, files, done } = state
  const parts = [`${amount(state)} (${done} of ${files} ${files === 1 ? 'file' : 'files'})`, ...speed(state)]
  return `${direction.charAt(0).toUpperCase()}${direction.slice(1)}: ${parts.join(', ')}.`
}

/**
 * A transfer on one line of a terminal: with a bar where there is room, else shorter.
 * @param cells the room
 * @returns empty where nothing fits
 */
export function transferBar(state: TransferState, cells: number): string {
  const { direction, files, done, bytes, total } = state
  const share = total === undefined || total === 0 ? undefined : Math.min(1, bytes / total)
  const facts = [direction, amount(state), ...speed(state)].join(' ')
  const texts = [
    `${facts} (${done} of ${files})`,
    facts,
    `${direction} ${amount(state)}`,
    share === undefined ? formatBytes(bytes) : `${Math.floor(share * 100)}%`,
  ]
  const text = texts.find((each) => displayWidth(each) <= cells) ?? ''
  const room = cells - displayWidth(text) - 1
  if (share === undefined || text === '' || room < BAR.least) return text
  const length = Math.min(room, BAR.most)
  const full = Math.floor(share * length)
  return `${'█'.repeat(full)}${'░'.repeat(length - full)} ${text}`
}

function amount({ bytes, total }: TransferState): string {
  return total === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`
}

/** The rate and the time left, as far as they are known. */
function speed({ bytes, total, rate }: TransferState): string[] {
  if (rate === undefined || rate <= 0) return []
  const left = total === undefined ? [] : [`${formatElapsed((total - bytes) / rate)} left`]
  return [`${formatBytes(Math.round(rate))}/s`, ...left]
}
