import { optionSchemes } from '../../src/settings/remote-options.js'

test('the addresses to which options move remotes have schemes, each once', () => {
  expect(
    optionSchemes({ url: 'S3://bucket/d', 'second.url': 's3://other', 'third.url': 'ssh://h/d', region: 'gs://x' }),
  ).toEqual(['s3', 'ssh'])
  expect(optionSchemes({ url: '../folder', endpointurl: 'http://127.0.0.1' })).toEqual([])
})
