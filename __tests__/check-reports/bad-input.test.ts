import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MOST_FAILURES } from '../../src/check-reports/found-results.js'
import { readCheckReport } from '../../src/check-reports/read-check-report.js'
import { examples } from '../support/turn.js'

function read(content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const result = readCheckReport(bytes, (text) => text.replaceAll('hunter2', '***'), '/home/runner/work/project')
  return 'fault' in result ? result.fault : { ...result.found.totals, ...result.found.result() }
}

const KNOWN = 'it is not JUnit XML, SARIF 2.1, or JSON of Great Expectations, Frictionless or pandera'
const BOMB = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at || ''};`.repeat(10)}">`,
).join('')}]><testsuites><testsuite><testcase name="&lol9;"/></testsuite></testsuites>`
const suite = (inside: string) => `<testsuite>${inside}</testsuite>`
const sarif = (run: object) => JSON.stringify({ version: '2.1.0', runs: [run] })

describe('a file that cannot be used says why', () => {
  test.each<[string, string | Uint8Array, string | RegExp]>([
    ['an empty file', '', 'it is empty'],
    ['blanks', ' \n\t', 'it is empty'],
    ['a byte-order mark alone', '\ufeff', 'it is empty'],
    ['text', 'FAILED tests', KNOWN],
    ['YAML', '- a: 1', KNOWN],
    ['binary', new Uint8Array([0, 1, 2, 255]), KNOWN],
    ['an XML bomb', BOMB, 'it has a document type definition, which no test tool writes'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuite/>', /document type definition/],
    ['an entity without a definition is text', suite('<testcase name="&lol9;"><failure/></testcase>'), ''],
    ['deep XML', '<testsuite>'.repeat(200_000), 'it has more than 100 elements inside each other'],
    [
      'many attributes',
      suite(`<testcase ${Array.from({ length: 300 }, (_, at) => `a${at}="1"`).join(' ')}/>`),
      'it has an element with more than 200 attributes',
    ],
    ['an open element', '<testsuites><testsuite>', /^it ends inside an element/],
    ['an open tag', suite('<testcase name="').slice(0, -12), /^it ends inside an element/],
    [
      'an element that another one closes',
      '<testsuites><testsuite></testsuites>',
      'its element testsuite is not closed',
    ],
    ['two roots', '<testsuite/><testsuite/>', 'it has more than one root element'],
    ['HTML', '<html><body></body></html>', 'its root element is html, not testsuites or testsuite'],
    ['a comment alone', '<!-- x -->', 'it has no element'],
    [
      'an unknown encoding',
      '<?xml version="1.0" encoding="klingon"?><testsuite/>',
      'its encoding klingon is not known',
    ],
    ['broken JSON', '{"runs": [', 'it is not JSON'],
    ['deep JSON', '['.repeat(200_000), 'it has more than 100 values inside each other'],
    ['many values', `[${'[],'.repeat(1_600_000)}[]]`, 'it has more than 3000000 values'],
    ['a long text beside NaN', `["${'a'.repeat(30_000_000)}", NaN, ]`, 'it is not JSON'],
    ['other JSON', '{"a": 1}', KNOWN],
    ['a list of others', '[1, 2]', KNOWN],
    ['a number', '[null]', KNOWN],
    ['an old SARIF', '{"version": "2.0.0", "runs": []}', 'it is SARIF 2.0.0, and dvc-ci reads 2.1.0'],
    [
      'runs without a version',
      '{"runs": [], "$schema": "sarif"}',
      'it is SARIF without a version, and dvc-ci reads 2.1.0',
    ],
    ['a validation without its configuration', '{"success": true, "results": [1]}', KNOWN],
  ])('%s', (_, content, fault) => {
    const found = read(content)
    if (fault === '') expect(found).toMatchObject({ failed: 1, failures: [{ name: '&lol9;' }] })
    else if (typeof fault === 'string') expect(found).toBe(fault)
    else expect(found).toMatch(fault)
  })
})

describe('texts of tools are kept in bounds', () => {
  test('100,000 tests, and the most severe of 60,000 failures', () => {
    const cases = Array.from({ length: 100_000 }, (_, at) =>
      at % 5 < 2
        ? `<testcase name="t${at}"/>`
        : `<testcase name="t${at}">${at % 5 === 2 ? '<error message="e"/>' : '<failure message="f"/>'}</testcase>`,
    )
    const found = read(`<testsuites>${suite(cases.join('\n'))}</testsuites>`)
    expect(found).toMatchObject({ passed: 40_000, failed: 40_000, errors: 20_000, omitted: 60_000 - MOST_FAILURES })
    expect(found).toHaveProperty('failures.length', MOST_FAILURES)
  })

  test('errors that follow thousands of warnings are kept', () => {
    const results = [
      ...Array.from({ length: 5_000 }, (_, at) => ({ level: at % 2 ? 'warning' : 'note', message: { text: 'w' } })),
      { level: 'error', ruleId: 'E1', message: { text: 'e' } },
    ]
    expect(read(sarif({ results }))).toMatchObject({
      failed: 1,
      warnings: 5_000,
      failures: expect.arrayContaining([expect.objectContaining({ name: 'E1', outcome: 'failed' })]) as unknown,
    })
  })

  test('long texts are cut, also where a placeholder repeats an argument', () => {
    const text = `${'{0}'.repeat(1_000_000)}`
    const run = {
      results: [{ ruleId: 'R'.repeat(10_000), level: 'error', message: { text, arguments: ['x'.repeat(1e6)] } }],
    }
    const found = read(sarif(run))
    expect(found).toMatchObject({ failed: 1 })
    const [failure] = (found as { failures: { name: string; message: string }[] }).failures
    expect(failure?.name.length).toBeLessThanOrEqual(255)
    expect(failure?.message.length).toBeLessThanOrEqual(2_000)
  })

  test('a text of 30 MB in one attribute, one element and one section', () => {
    const long = 'x]'.repeat(5_000_000)
    expect(
      read(suite(`<testcase name="a"><failure message="${long}">${long}<![CDATA[${long}]]></failure></testcase>`)),
    ).toMatchObject({ failed: 1 })
  })

  test('invalid UTF-8, colours, control characters and secrets', () => {
    const xml = Buffer.concat([
      Buffer.from('<testsuite><testcase name="a\u202e hunter2"><failure message="'),
      Buffer.from([0xff, 0xfe, 0x07, 0x1b, 0x5b, 0x33, 0x31, 0x6d]),
      Buffer.from('red&#27;[0m /home/runner/work/project/a.py"/></testcase></testsuite>'),
    ])
    // Control characters stay: each rendering escapes them in its own way.
    expect(read(xml)).toMatchObject({ failures: [{ name: 'a\u202e ***', message: '\ufffd\ufffd\x07red a.py' }] })
  })

  test.each(['utf16le', 'latin1'] as const)('%s', (encoding) => {
    const declared = encoding === 'latin1' ? '<?xml version="1.0" encoding="ISO-8859-1"?>' : '\ufeff'
    const xml = Buffer.from(`${declared}${suite('<testcase name="é"><error/></testcase>')}`, encoding)
    expect(read(xml)).toMatchObject({ errors: 1, failures: [{ name: 'é' }] })
  })

  test('lines and columns that are none are left out', () => {
    const place = (startLine: unknown, startColumn: unknown) => ({
      physicalLocation: { artifactLocation: { uri: 'a%20b.py' }, region: { startLine, startColumn } },
    })
    const results = [
      [0, 1],
      [-1, 1],
      [1.5, 1],
      [1e12, 1],
      ['3', 1],
      [3, 0],
      [3, 4],
    ].map(([line, column]) => ({ level: 'error', message: { text: 'm' }, locations: [place(line, column)] }))
    const { failures } = read(sarif({ results })) as { failures: { places: readonly object[] }[] }
    expect(failures.map(({ places }) => places[0])).toEqual([
      ...Array<object>(5).fill({ file: 'a b.py' }),
      { file: 'a b.py', line: 3 },
      { file: 'a b.py', line: 3, column: 4 },
    ])
  })
})

describe('SARIF', () => {
  const result = { ruleId: 'R', message: { text: 'm' } }
  test.each<[string, object, object]>([
    [
      'a level of the rule',
      { tool: { driver: { rules: [{ id: 'R', defaultConfiguration: { level: 'error' } }] } }, results: [result] },
      { failed: 1 },
    ],
    ['a level of its own', { results: [{ ...result, level: 'note' }] }, { warnings: 1 }],
    ['no level', { results: [result] }, { warnings: 1 }],
    ['an unknown level', { results: [{ ...result, level: 'fatal' }] }, { warnings: 1 }],
    ['level none', { results: [{ ...result, level: 'none' }] }, { skipped: 1 }],
    ['a pass', { results: [{ ...result, kind: 'pass' }] }, { passed: 1 }],
    ['not applicable', { results: [{ ...result, kind: 'notApplicable' }] }, { skipped: 1 }],
    ['open', { results: [{ ...result, kind: 'open' }] }, { warnings: 1 }],
    [
      'a suppression',
      { results: [{ ...result, level: 'error', suppressions: [{ kind: 'inSource' }] }] },
      { skipped: 1 },
    ],
    [
      'a rejected suppression',
      { results: [{ ...result, level: 'error', suppressions: [{ status: 'rejected' }] }] },
      { failed: 1 },
    ],
    ['a result that is gone', { results: [{ ...result, level: 'error', baselineState: 'absent' }] }, {}],
    [
      'a file that could not be read',
      { invocations: [{ toolExecutionNotifications: [{ level: 'error', message: { text: 'x' } }] }] },
      { errors: 1 },
    ],
    ['results of null', { results: null }, {}],
    ['results of another type', { results: [1, null, []] }, {}],
  ])('%s', (_, run, totals) => {
    const none = { passed: 0, failed: 0, errors: 0, skipped: 0, warnings: 0 }
    expect(read(sarif(run))).toMatchObject({ ...none, ...totals })
  })

  test('a place may have a base, or be an artifact of the run', () => {
    const location = (artifactLocation: object) => [{ physicalLocation: { artifactLocation } }]
    const run = {
      originalUriBaseIds: {
        ROOT: { uri: 'file:///home/runner/work/project/' },
        SRC: { uri: 'src', uriBaseId: 'ROOT' },
        LOOP: { uri: 'x', uriBaseId: 'LOOP' },
      },
      artifacts: [{ location: { uri: 'indexed.py' } }],
      results: [
        { ...result, locations: location({ uri: 'a.py', uriBaseId: 'SRC' }) },
        { ...result, locations: location({ index: 0 }) },
        { ...result, locations: location({ uri: 'b.py', uriBaseId: 'LOOP' }) },
        { ...result, locations: location({ uri: 'https://example.com/c.py' }) },
        { ...result, locations: location({ uri: 'd%E0.py' }) },
      ],
    }
    const { failures } = read(sarif(run)) as { failures: { places: readonly { file: string }[] }[] }
    expect(failures.map(({ places }) => places.map(({ file }) => file))).toEqual([
      ['/home/runner/work/project/src/a.py', 'a.py'],
      ['indexed.py'],
      ['x/x/x/x/x/b.py', 'b.py'],
      [],
      ['d%E0.py'],
    ])
  })
})

describe('JUnit XML', () => {
  test.each<[string, string, object]>([
    ['one suite as the root', '<testsuite><testcase name="a"/></testsuite>', { passed: 1 }],
    [
      'suites in suites',
      `<testsuites>${suite(suite('<testcase name="a"><failure/></testcase>'))}<testsuite/></testsuites>`,
      { failed: 1 },
    ],
    ['no suite', '<testsuites/>', {}],
    ['a failure and an error of one test', suite('<testcase><failure/><error/></testcase>'), { failed: 1 }],
    ['a test that is skipped and fails', suite('<testcase><skipped/><failure/></testcase>'), { failed: 1 }],
    ['a test that did not run', suite('<testcase status="notrun"/>'), { skipped: 1 }],
    ['reruns', suite('<testcase><rerunFailure/><flakyFailure/></testcase>'), { passed: 1 }],
    [
      'a failure in the output of a test',
      suite('<testcase><system-out><failure/></system-out></testcase>'),
      { passed: 1 },
    ],
    [
      'an error of a whole suite',
      suite('<error message="x">tests/a.py:3: in b</error><testcase/>'),
      { errors: 1, passed: 1 },
    ],
  ])('%s', (_, xml, totals) => {
    const none = { passed: 0, failed: 0, errors: 0, skipped: 0, warnings: 0 }
    expect(read(xml)).toMatchObject({ ...none, ...totals })
  })

  test('the totals of any suites are those of their cases', () => {
    const kinds = fc.constantFrom('passed', 'failed', 'errors', 'skipped')
    const inside = { passed: '', failed: '<failure message="m">t</failure>', errors: '<error/>', skipped: '<skipped/>' }
    const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(fc.string(), kinds))), (suites) => {
        const xml = `<testsuites>${suites
          .map((cases) =>
            suite(cases.map(([name, kind]) => `<testcase name="${escaped(name)}">${inside[kind]}</testcase>`).join('')),
          )
          .join('')}</testsuites>`
        const all = suites.flat()
        const number = (kind: string) => all.filter(([, each]) => each === kind).length
        expect(read(xml)).toMatchObject({
          passed: number('passed'),
          failed: number('failed'),
          errors: number('errors'),
          skipped: number('skipped'),
        })
      }),
    )
  })
})

test('any content is read or refused, and every result is in its bounds', () => {
  const pieces = fc.constantFrom(
    ...['<testsuites>', '</testsuites>', '<testsuite name="a">', '</testsuite>', '<testcase ', 'name="x"', '>', '/>'],
    ...['<failure message="m">', '</failure>', '</testcase>', '<![CDATA[', ']]>', '<!--', '-->', '&amp;', '&#0;', '\n'],
  )
  const json = fc.jsonValue().map((value) => JSON.stringify(value))
  const shaped = fc
    .record(
      {
        version: fc.constant('2.1.0'),
        runs: fc.array(fc.jsonValue()),
        results: fc.jsonValue(),
        tasks: fc.jsonValue(),
        errors: fc.jsonValue(),
        valid: fc.boolean(),
        success: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value))
  const bytes = fc.uint8Array().map((each) => Buffer.from(each))
  const any = fc.oneof(
    bytes,
    fc
      .oneof(
        json,
        shaped,
        fc.array(pieces).map((each) => each.join('')),
      )
      .map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(any, (content) => {
      const found = read(content)
      if (typeof found === 'string') expect(found).not.toBe('')
      else {
        expect(found.failures.length).toBeLessThanOrEqual(MOST_FAILURES)
        expect(found.failures.length + found.omitted).toBe(found.failed + found.errors + found.warnings)
        for (const { name, message } of found.failures) expect(Math.min(name.length, message.length)).toBeGreaterThan(0)
      }
    }),
    { numRuns: examples(2_000) },
  )
})
