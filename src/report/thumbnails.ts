import type { Pictures } from './plots.js'

/** Small pictures of a changed image, where `data.show: values` asks for them. */
export interface Thumbnail {
  before?: Uint8Array
  after?: Uint8Array
  /** MIME type of both. */
  type: 'image/jpeg'
}

/** The thumbnails of a run, which a report does not have: by the path of the image. */
export type Thumbnails = ReadonlyMap<string, Thumbnail>

/** What the HTML page shows besides the report. */
export interface PagePictures {
  /** Pictures among the plots. */
  pictures?: Pictures
  thumbnails?: Thumbnails
}

/** Images with thumbnails in one run. Each picture has 8 kB at most. */
export const MOST_THUMBNAILS = 24
