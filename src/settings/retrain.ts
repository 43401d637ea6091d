import { createHash } from 'node:crypto'
import { isAbsolute, relative, resolve } from 'node:path'
import { isUrl } from './data-source.js'
import type { SettingName, Values } from './setting-values.js'
import type { Settings } from './settings.js'

/**
 * GitHub starts no workflow for a commit with these marks ("Skipping workflow runs"). A reason must not contain one by
 * accident.
 */
const SKIP_MARKS = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi

/** A text on one line, without terminal control characters and without the marks that GitHub acts on. */
export function plainLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(SKIP_MARKS, '$1')
    .trim()
}

/**
 * The settings of a retraining.
 * @param base folder that paths of new data are relative to
 */
export function retrainSettings(
  read: <N extends SettingName>(setting: N) => Values[N],
  base: string,
): Settings['retrain'] {
  const [named, reason] = [read('stages'), read('reason')]
  return {
    ...(named === undefined ? {} : { stages: named }),
    ...(reason === undefined ? {} : { reason }),
    params: read('params'),
    update: read('update'),
    better: read('better'),
    data: read('data').map((change) =>
      change.from === undefined || isUrl(change.from) || isAbsolute(change.from)
        ? change
        : { ...change, from: resolve(base, change.from) },
    ),
  }
}

/**
 * A short digest of the request of a retraining. One workflow run may have several requests. Another checkout of the
 * repository gives the same digest.
 */
export function requestDigest({
  retrain: { stages: named, params: changes, data, update, decided },
  workingDirectory,
}: Pick<Settings, 'retrain' | 'workingDirectory'>): string {
  const brought = data.map((change) =>
    change.from === undefined || isUrl(change.from)
      ? change
      : { ...change, from: relative(workingDirectory, change.from) },
  )
  return (
    decided?.digest ??
    createHash('sha256')
      .update(JSON.stringify([named ?? null, changes, brought, update]))
      .digest('hex')
      .slice(0, 12)
  )
}
