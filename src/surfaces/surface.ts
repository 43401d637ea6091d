import type { GitHub } from '../github/client.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Finding } from '../report/report.js'
import type { PagePictures } from '../report/thumbnails.js'
import type { Host } from '../run/host.js'
import type { Settings } from '../settings/settings.js'

/** The settings that surfaces use. They are known even of a run whose other settings cannot be read. */
export type SurfaceSettings = Pick<Settings, 'mode' | 'event' | 'github'> &
  Partial<Pick<Settings, 'lint'>> & { dryRun: boolean }

export interface SurfaceOptions {
  /** Least time between two updates of the comment, in milliseconds. */
  interval?: number
  /** Opens GitHub; a test passes a client with shorter waits. */
  open?: (settings: SurfaceSettings, host: Host) => Promise<GitHub>
}

/** Where GitHub shows a report, from the first step to the verdict. A failure here is a warning; the verdict never changes. */
export interface Surfaces {
  /** The host of the run; its status is shown on GitHub too. */
  readonly host: Host
  /** Findings that only GitHub can give. Waits a few seconds at most. */
  findings: () => Promise<Finding[]>
  /** Shows the finished report. Never throws. @param files the files that the run keeps @param pictures what the comment may show beside the report */
  finish: (files: KeptFiles, pictures?: PagePictures) => Promise<void>
}
