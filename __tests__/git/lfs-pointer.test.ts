import { parsePointer } from '../../src/git/lfs-pointer.js'

const OID = 'a'.repeat(64)

it('a pointer of Git LFS gives the hash and the size of its content', () => {
  expect(parsePointer(`version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 12345\n`)).toEqual({
    oid: OID,
    size: 12345,
  })
})

it.each([
  ['a,b\n1,2\n'],
  [`version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\n`],
  [`# version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 1\n`],
])('other text is no pointer: %j', (text) => {
  expect(parsePointer(text)).toBeUndefined()
})
