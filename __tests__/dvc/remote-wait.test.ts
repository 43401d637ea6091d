import { QueryError } from '../../src/dvc/engine-protocol.js'
import { remoteError } from '../../src/dvc/remote-errors.js'
import { waitLine, waitTeller } from '../../src/dvc/remote-wait.js'

const WAIT = { host: 'store.example.org:443', seconds: 60, silent: 0, bytes: 0 }

describe('waits for a remote', () => {
  test('a line names the host, and the bytes or the silence', () => {
    expect(waitLine({ ...WAIT, bytes: 2048 })).toBe(
      'Waiting for store.example.org:443 for 60 s: 2.05 kB since the last line.',
    )
    expect(waitLine({ ...WAIT, silent: 30 })).toBe('Waiting for store.example.org:443 for 60 s: no byte for 30 s.')
  })

  test('requests beside each other tell a host once, and other hosts too', () => {
    const said: string[] = []
    let now = 0
    const tell = waitTeller(
      (text) => said.push(text),
      () => now,
    )
    tell(WAIT)
    now = 24_999
    tell(WAIT)
    tell({ ...WAIT, host: 'other' })
    now = 30_000
    tell(WAIT)
    expect(said.map((text) => /for (\S+) for/.exec(text)?.[1])).toEqual([WAIT.host, 'other', WAIT.host])
  })

  test('a silent remote is unreachable, with the setting', () => {
    const failure = {
      role: 'remote' as const,
      name: 'storage',
      url: 'ssh://host/d',
      protocol: 'ssh',
      endpoint: null,
      kind: 'unreachable' as const,
      reason: 'host:22 sent no byte for 30 s (`remote-timeout`)',
      option: 'remote-timeout',
      writing: false,
    }
    const error = remoteError(failure, new QueryError('x', ['RemoteError'], undefined, undefined, failure))
    expect([error.id, error.exitCode]).toEqual(['remote-unreachable', 3])
    expect(error.message).toContain("the DVC remote 'storage' (ssh://host/d) cannot be reached: host:22 sent no byte")
    expect(error.details.remedy).toContain('`remote-timeout`')
  })
})
