import { describe, expect, test } from '@jest/globals'
import { found } from './build.js'

describe('old-dvc', () => {
  test.each([
    ['requirements.txt', '# tools\nnumpy\ndvc==2.58.2 # old\n', 3, '2.58.2'],
    ['requirements-dev.txt', 'dvc[s3, gs]===2.10.0 ; python_version < "3.12"\n', 1, '2.10.0'],
    ['requirements/ci.txt', '\nDVC<3\n', 2, '<3'],
    ['requirements.txt', 'dvc>=2,<3.0\n', 1, '>=2,<3.0'],
    ['requirements.txt', 'dvc ~= 2.58\n', 1, '~= 2.58'],
    ['environment.yml', 'dependencies:\n  - python=3.11\n  - dvc=2.58\n  - pip:\n      - dvc-s3\n', 3, '2.58'],
    ['environment.yml', 'dependencies:\n  - pip:\n      - "dvc[s3]==2.9.*"\n', 3, '2.9.*'],
    ['pyproject.toml', '[project]\ndependencies = ["numpy", "dvc[s3]<3"]\n', 2, '<3'],
    ['pyproject.toml', '[tool.poetry.dependencies]\ndvc = "^2.1"\n', 2, '^2.1'],
    ['uv.lock', '[[package]]\nname = "dvc"\nversion = "2.45.1"\n', 3, '2.45.1'],
  ])('%s: %j installs an old DVC (line %s)', (path, text, line, version) => {
    expect(found('old-dvc', { texts: { [path]: text } })).toEqual([
      expect.objectContaining({
        path,
        line,
        severity: 'notice',
        message: expect.stringContaining(`installs DVC ${version}, and dvc-ci needs 3.0 or newer.`) as unknown,
      }),
    ])
  })

  test.each([
    ['requirements.txt', 'dvc\ndvc==3.67.1\ndvc[s3]>=2.0\ndvc>2,<4\ndvc-s3==2.21\ndvclive==2.0\n'],
    ['requirements.txt', '# dvc==2.0\ndvc @ git+https://example.org/dvc@2.0\nmy-dvc==1.0\ndvc==x.y\n'],
    ['pyproject.toml', '[project]\nname = "dvc"\nversion = "2.0"\n'],
    ['uv.lock', '[[package]]\nname = "dvc"\nversion = "3.5.0"\n[[package]]\nname = "dvc-data"\nversion = "2.0"\n'],
    ['data/requirements.txt', 'dvc==2.0\n'],
  ])('%s: %j is in order', (path, text) => {
    expect(found('old-dvc', { texts: { [path]: text } })).toEqual([])
  })
})
