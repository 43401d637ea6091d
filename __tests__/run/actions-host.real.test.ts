import { type Ran, runProgram } from './program.js'
import { type RunnerLog, readRunnerLog } from './runner-log.js'

/** Runs a piece of a program with a host of the action. */
async function withHost(body: string): Promise<Ran & { log: RunnerLog }> {
  const ran = await runProgram(`
    import { createActionsHost } from './src/run/actions-host.ts'
    const host = createActionsHost()
    ${body}
    host.close()`)
  expect(ran.stderr).toBe('')
  return { ...ran, log: readRunnerLog(ran.stdout) }
}

test('a group closes however its body ends, and one inside of it is a heading', async () => {
  const { log } = await withHost(`
    await host.group('outer\\n::error::in a name', async () => {
      host.info('one')
      await host.group('inner', async () => { host.info('two') })
      throw new Error('x')
    }).catch(() => host.info('caught'))
    const value = await host.group('second', async () => 42)
    host.info(String(value))`)
  expect(log.commands.map(({ name, data }) => [name, data])).toEqual([
    ['group', 'outer ::error::in a name'],
    ['endgroup', ''],
    ['group', 'second'],
    ['endgroup', ''],
  ])
  expect(log.lines).toEqual(['one', '--- inner ---', 'two', 'caught', '42'])
})

test('output of a stage is shown, never obeyed, and what follows works again', async () => {
  const { log } = await withHost(`
    await host.group('reproduce', async () => {
      host.output('::error::from a st')
      host.output('age\\n##[add-mask]x\\n::stop-commands::theirs\\n::theirs::\\n::endgr')
      host.output('oup::')
      host.warning('ours', { path: 'dvc.yaml', line: 3, title: 'a, title: with signs' })
    })
    host.info('after ::notice::x')
    host.debug('details')`)
  expect(log.lines).toEqual([
    '::error::from a stage',
    '##[add-mask]x',
    '::stop-commands::theirs',
    '::theirs::',
    '::endgroup::',
    'after ::notice::x',
  ])
  expect(log.commands).toEqual([
    { name: 'group', properties: {}, data: 'reproduce' },
    { name: 'warning', properties: { title: 'a, title: with signs', file: 'dvc.yaml', line: '3' }, data: 'ours' },
    { name: 'endgroup', properties: {}, data: '' },
    { name: 'debug', properties: {}, data: 'details' },
  ])
  expect(log.stopped).toBe(false)
})

test('the token that ends the fence can not be guessed from another one', async () => {
  const { stdout } = await withHost("host.output('a\\n'); host.info('b'); host.output('c\\n')")
  const tokens = [...stdout.matchAll(/^::stop-commands::(.+)$/gm)].map((match) => match[1])
  expect(tokens).toHaveLength(2)
  expect(tokens[0]).not.toBe(tokens[1])
  expect(tokens[0]?.length).toBeGreaterThan(30)
})

test('a mask reaches the runner even behind output, and its value comes out nowhere else', async () => {
  const { stdout, log } = await withHost(`
    host.output('a stage speaks\\n')
    host.mask('s3cr3t-value')
    host.mask('  ')
    host.info('info s3cr3t-value')
    host.debug('debug s3cr3t-value')
    host.error('error s3cr3t-value', { title: 's3cr3t-value', path: 's3cr3t-value' })
    host.output('cut s3cr3t')
    host.output('-value\\n')
    await host.group('group s3cr3t-value', async () => undefined)
    host.info(host.redact('again s3cr3t-value'))`)
  expect(log.commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data)).toEqual(['s3cr3t-value'])
  expect(stdout.replace('::add-mask::s3cr3t-value\n', '')).not.toContain('s3cr3t-value')
  expect(log.lines).toEqual(['a stage speaks', 'info ***', 'cut ***', 'again ***'])
})

test("GitHub's limits of annotations are kept, and what is over is in the log", async () => {
  const { log } = await withHost(`
    for (let i = 1; i <= 12; i++) {
      host.error('e' + i, { path: 'dvc.yaml', line: i })
      host.warning('w' + i)
      host.notice('n' + i + '\\n::error::x')
    }
    host.info(JSON.stringify(host.hiddenAnnotations))`)
  const shown = (kind: string) => log.commands.filter(({ name }) => name === kind).length
  expect([shown('error'), shown('warning'), shown('notice')]).toEqual([9, 10, 10])
  expect(log.lines).toContain('error: e10 (dvc.yaml:10)')
  expect(log.lines).toContain('notice: n12 ::error::x')
  expect(log.lines.at(-1)).toBe('{"error":3,"warning":2,"notice":2}')
})
