import { describe, expect, test } from '@jest/globals'
import { SetupError } from '../../src/errors/errors.js'
import { parseDvcLock, requireExtras } from '../../src/toolchain/dvc-lock.js'

const hash = (digit: string) => `--hash=sha256:${digit.repeat(64)}`
const LOCK = `# by uv
dvc==3.67.1 \\
    ${hash('a')} \\
    ${hash('b')}
dvc_s3[x]==3.2.0 ; python_version >= '3.9' ${hash('c')}
    # via dvc
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha512:${'d'.repeat(128)}
`

describe('a lock file of DVC', () => {
  test('its version and the names of its packages are read', () => {
    const lock = parseDvcLock('ci/dvc.txt', LOCK, '3.67')
    expect(lock).toMatchObject({ file: 'ci/dvc.txt', text: LOCK, version: '3.67.1' })
    expect([...lock.packages]).toEqual(['dvc', 'dvc-s3', 'colorama'])
    requireExtras(lock, ['s3'])
    expect(() => {
      requireExtras(lock, ['gs', 's3'])
    }).toThrow('dvc-lock: ci/dvc.txt lacks dvc-gs for the remotes.')
  })

  test.each<[string, string, string, number | undefined]>([
    ['no hash', 'dvc==3.67.1\n', 'dvc.txt has no valid hash of dvc 3.67.1.', 1],
    ['a hash of another kind', 'dvc==3.67.1 --hash=md5:abc\n', 'dvc.txt has no valid hash of dvc 3.67.1.', 1],
    ['one package without a hash', `${LOCK}attrs==1.0\n`, 'dvc.txt has no valid hash of attrs 1.0.', 9],
    ['a range', `${LOCK}attrs>=1 ${hash('a')}\n`, 'is no package with an exact version', 9],
    ['a pattern', `${LOCK}attrs==1.* ${hash('a')}\n`, 'is no package with an exact version', 9],
    ['an address', `${LOCK}attrs @ https://h.example/a.whl ${hash('a')}\n`, 'no package with an exact version', 9],
    ['an index', `--index-url https://h.example\n${LOCK}`, "exact version: '--index-url https://h.example'", 1],
    ['another file', `-r more.txt\n${LOCK}`, "exact version: '-r more.txt'", 1],
    ['a folder', `./dvc ${hash('a')}\n`, 'is no package with an exact version', 1],
    ['no DVC', `attrs==1.0 ${hash('a')}\n`, 'dvc.txt does not name dvc.', undefined],
    ['nothing', '', 'dvc.txt does not name dvc.', undefined],
    ['an old DVC', `dvc==2.58.2 ${hash('a')}\n`, 'names DVC 2.58.2, which is not supported.', undefined],
  ])('a lock file with %s is rejected', (_, text, message, line) => {
    let thrown: unknown
    try {
      parseDvcLock('dvc.txt', text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(SetupError)
    const error = thrown as SetupError
    expect(error.id).toBe('dvc-lock-invalid')
    expect(error.message).toContain(message)
    expect(error.details).toMatchObject({ key: 'dvc-lock', ...(line === undefined ? {} : { line }) })
  })

  test('dvc-version of another version contradicts it', () => {
    expect(() => parseDvcLock('dvc.txt', LOCK, '3.66')).toThrow(
      expect.objectContaining({
        id: 'setting-conflict',
        message: 'dvc-version is 3.66, but dvc-lock (dvc.txt) has DVC 3.67.1.',
      }),
    )
  })
})
