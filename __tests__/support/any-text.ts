import * as fc from 'fast-check'

/**
 * Any character of Unicode, for `fc.string({ unit: anyCharacter })`: what fast-check's unit `binary` gives. That one makes
 * a table of all 1,112,064 characters in each suite, which takes a second or two.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800))
