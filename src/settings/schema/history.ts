import * as z from 'zod'
import { FLAG, name, type Shapes } from './parts.js'

const BRANCH = 'Give the name of a branch that has no code, such as gh-pages.'

/** Schemas: section `history`. */
export const historyShapes = {
  // The characters that git-check-ref-format(1) allows.
  'history-branch': z
    .string({ error: BRANCH })
    .regex(
      /^(?!refs\/|HEAD$|@$)(?![^]*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[^\x00-\x20\x7f~^:?*[\\./-](?:[^\x00-\x20\x7f~^:?*[\\]*[^\x00-\x20\x7f~^:?*[\\./])?$/,
      { error: BRANCH },
    )
    .optional(),
  'history-page': name('the path of a file').optional(),
  badges: name('a folder').optional(),
  pulls: z.boolean({ error: FLAG }),
} satisfies Shapes
