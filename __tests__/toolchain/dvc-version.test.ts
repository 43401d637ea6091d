import fc from 'fast-check'
import { SetupError } from '../../src/errors/errors.js'
import { compareVersions, DEFAULT_DVC_VERSION, isSupported, parseDvcVersion } from '../../src/toolchain/dvc-version.js'
import { extrasOf } from '../../src/toolchain/extras.js'

describe('dvc-version', () => {
  it.each([
    ['3.67.1', '==3.67.1', ['3.67.1'], ['3.67.10', '3.67.0', '3.67', '3.67.1.dev2']],
    ['3.67', '==3.67.*', ['3.67', '3.67.0', '3.67.12'], ['3.6.7', '3.670.0', '3.66.0']],
    [' 3 ', '==3.*', ['3.0.0', '3.67.1'], ['30.1.0', '4.0.0']],
  ])('dvc-version %s is parsed', (asked, specifier, accepted, refused) => {
    const version = parseDvcVersion(asked)
    expect(version.specifier).toBe(specifier)
    for (const found of accepted) expect([found, version.accepts(found)]).toEqual([found, true])
    for (const found of refused) expect([found, version.accepts(found)]).toEqual([found, false])
  })

  it.each(['', 'latest', 'v3.67.1', '>=3.60', '3.67.1.2', '3.x', '3.67.1; rm -rf /', '--help', '2.58.2', '1', '0'])(
    'dvc-version %j is rejected with key, value and remedy',
    (value) => {
      let thrown: unknown
      try {
        parseDvcVersion(value)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(SetupError)
      expect(thrown).toMatchObject({
        details: { key: 'dvc-version', value, remedy: expect.stringContaining(DEFAULT_DVC_VERSION) as string },
      })
    },
  )

  it('the default version of DVC is supported', () => {
    expect(parseDvcVersion(DEFAULT_DVC_VERSION).accepts(DEFAULT_DVC_VERSION)).toBe(true)
    expect(isSupported(DEFAULT_DVC_VERSION)).toBe(true)
  })

  it('versions are compared by numbers, not by text', () => {
    const version = fc.array(fc.nat(200), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(version, version, (a, b) => {
        const byNumber =
          [0, 1, 2].map((index) => Math.sign((a[index] ?? 0) - (b[index] ?? 0))).find((sign) => sign !== 0) ?? 0
        expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(byNumber)
        expect(Math.sign(compareVersions(`${a.join('.')}.dev3+g1a2b`, b.join('.')))).toBe(byNumber)
      }),
    )
  })
})

describe('extras of remotes', () => {
  it.each<[string[], string[]]>([
    [[], []],
    [['', 'file', 'http', 'https', 'remote', 'c', 'nonsense', 'constructor'], []],
    [
      ['s3', 'S3', 's3://', 'ssh', 'gs:'],
      ['gs', 's3', 'ssh'],
    ],
    [
      ['webdavs', 'webdav', 'webhdfs', 'hdfs', 'oss', 'gdrive', 'azure'],
      ['azure', 'gdrive', 'hdfs', 'oss', 'webdav', 'webhdfs'],
    ],
  ])('remotes of %j need the extras %j', (schemes, extras) => {
    expect(extrasOf(schemes)).toEqual(extras)
  })
})
