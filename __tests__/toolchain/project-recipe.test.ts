import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirementLines } from '../../src/text/requirement-lines.js'
import {
  findRecipe,
  includedFile,
  localRequirement,
  type Recipe,
  readRecipe,
} from '../../src/toolchain/project-recipe.js'
import { Folders } from './workshop.js'

const shop = new Folders()
afterAll(() => shop.close())

const PACKAGE = '[project]\nname = "a"\nversion = "1"\n'

describe('the recipe of a project', () => {
  it.each<[string, Record<string, string>, string | undefined, string | undefined]>([
    [
      'uv.lock before everything',
      { 'uv.lock': '', 'requirements.txt': '', 'environment.yml': '', 'pyproject.toml': PACKAGE },
      'uv.lock',
      undefined,
    ],
    [
      'requirements.txt before conda and packages',
      { 'requirements.txt': '', 'environment.yml': '', 'pyproject.toml': PACKAGE },
      'requirements.txt',
      undefined,
    ],
    ['environment.yaml as well', { 'environment.yaml': '', 'pyproject.toml': PACKAGE }, 'environment.yaml', undefined],
    ['a package', { 'pyproject.toml': PACKAGE }, 'pyproject.toml', undefined],
    [
      'a package of an older poetry',
      { 'pyproject.toml': '[build-system]\nrequires = ["poetry-core"]\n[tool.poetry]\nname = "a"\n' },
      'pyproject.toml',
      undefined,
    ],
    ['not the settings of tools', { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' }, undefined, undefined],
    [
      'a broken pyproject.toml, so that the installer reports it',
      { 'pyproject.toml': '[project\n' },
      'pyproject.toml',
      undefined,
    ],
    ['nothing', { 'setup.py': '', Pipfile: '' }, undefined, undefined],
    [
      "the working directory's before the root's",
      { 'uv.lock': '', 'sub/requirements.txt': '' },
      'sub/requirements.txt',
      undefined,
    ],
    [
      "the root's where the working directory has none",
      { 'requirements.txt': '', 'sub/pyproject.toml': '[tool.x]\n' },
      'requirements.txt',
      undefined,
    ],
    [
      'the lock of the workspace that a package belongs to',
      { 'uv.lock': '', 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["sub"]\n', 'sub/pyproject.toml': PACKAGE },
      'uv.lock',
      'sub',
    ],
    [
      'not a lock at the root that is of another project',
      { 'uv.lock': '', 'pyproject.toml': PACKAGE, 'sub/pyproject.toml': PACKAGE },
      'sub/pyproject.toml',
      undefined,
    ],
  ])('the recipe of a project is %s', async (_, files, expected, from) => {
    const root = shop.directory('repository', files)
    mkdirSync(join(root, 'sub'), { recursive: true })
    const recipe = await findRecipe(join(root, 'sub'), root)
    expect(recipe?.file).toBe(expected === undefined ? undefined : join(root, expected))
    if (recipe) expect(recipe.directory).toBe(from === undefined ? join(recipe.file, '..') : join(root, from))
  })
})

describe('what an environment depends on', () => {
  const project = (files: Record<string, string>) => {
    const directory = shop.directory('project', files)
    const recipe = (kind: Recipe['kind'], name: string): Recipe => ({ kind, directory, file: join(directory, name) })
    return {
      directory,
      recipe,
      change: (name: string, text: string) => {
        writeFileSync(join(directory, name), text)
      },
    }
  }

  it('an environment depends on the recipe, all included files and settings for uv, in any folder', async () => {
    const files = {
      'requirements.txt': '-r more/base.txt\n-c limits.txt\nsix\n',
      'more/base.txt': '-r deeper.txt\n-r ../requirements.txt\n',
      'more/deeper.txt': 'a',
      'limits.txt': 'b',
      'other.txt': 'c',
    }
    const { recipe, change } = project(files)
    const asked = recipe('requirements', 'requirements.txt')
    const hashes = [(await readRecipe(asked)).hash]
    expect((await readRecipe(project(files).recipe('requirements', 'requirements.txt'))).hash).toBe(hashes[0])
    change('other.txt', 'changed')
    change('pyproject.toml', '[tool.ruff]\nline-length = 100\n')
    expect((await readRecipe(asked)).hash).toBe(hashes[0])
    for (const [name, text] of [
      ['more/deeper.txt', 'a2'],
      ['limits.txt', 'b2'],
      ['requirements.txt', '-r more/base.txt\nsix\n'],
      ['pyproject.toml', '[tool.uv]\nno-build = true\n'],
      ['uv.toml', 'no-build = true\n'],
    ] as const) {
      change(name, text)
      hashes.push((await readRecipe(asked)).hash)
    }
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('a linked environment also depends on its path, and a copied folder is never current', async () => {
    const linked = { 'requirements.txt': '-e .\n' }
    const [a, b] = await Promise.all(
      [project(linked), project(linked)].map(({ recipe }) => readRecipe(recipe('requirements', 'requirements.txt'))),
    )
    expect(a?.hash).not.toBe(b?.hash)
    expect(a?.copies).toBe(false)
    expect(
      (await readRecipe(project({ 'requirements.txt': 'six\n./lib\n' }).recipe('requirements', 'requirements.txt')))
        .copies,
    ).toBe(true)
    const [c, d] = await Promise.all(
      [project({ 'pyproject.toml': PACKAGE }), project({ 'pyproject.toml': PACKAGE })].map(({ recipe }) =>
        readRecipe(recipe('pyproject', 'pyproject.toml')),
      ),
    )
    expect(c?.hash).not.toBe(d?.hash)
  })

  it('a conda environment depends on the file and the includes of its pip section', async () => {
    const { recipe, change } = project({
      'environment.yml':
        'channels:\n  - conda-forge/label/main\ndependencies:\n  - python=3.12\n  - pip:\n    - -r pip.txt\n',
      'pip.txt': 'six\n',
    })
    const asked = recipe('conda', 'environment.yml')
    const before = await readRecipe(asked)
    expect(before.copies).toBe(false)
    change('pip.txt', 'six==1.17.0\n')
    expect((await readRecipe(asked)).hash).not.toBe(before.hash)
  })

  it('requirement lines are read without comments, with continued lines joined', () => {
    expect(
      requirementLines(
        '# a comment\nsix \\\n  --hash=sha256:1 # why\n\n  - "-r base.txt"\n  - a\npkg@https://x.example/#egg\r\n',
      ),
    ).toEqual(['six    --hash=sha256:1', '-r base.txt', 'a', 'pkg@https://x.example/#egg'])
  })

  it.each([
    ['-r a.txt', 'a.txt'],
    ['-ra.txt', 'a.txt'],
    ['--requirement=a b.txt', 'a b.txt'],
    ['--constraint "c.txt"', 'c.txt'],
    ['-c c.txt', 'c.txt'],
    ['requests', undefined],
    ['--require-hashes', undefined],
    ['-e .', undefined],
  ])('the line %j includes %j', (line, file) => {
    expect(includedFile(line)).toBe(file)
  })

  it.each<[string, 'linked' | 'copied' | undefined]>([
    ['-e .', 'linked'],
    ['-e ./lib[dev]', 'linked'],
    ['--editable=../lib', 'linked'],
    ['-e file:///lib', 'linked'],
    ['-e git+https://x.example/a.git#egg=a', undefined],
    ['.', 'copied'],
    ['.[dev]', 'copied'],
    ['./lib', 'copied'],
    ['../lib ; python_version > "3"', 'copied'],
    ['/abs/lib', 'copied'],
    ['libs/one', 'copied'],
    ['a @ file:///x/a', 'copied'],
    ['a[b] @ ./a', 'copied'],
    ['wheels/a-1-py3-none-any.whl', 'copied'],
    ['a-1.tar.gz', 'copied'],
    ['numpy', undefined],
    ['numpy==2.0', undefined],
    ['a[b]>=1,<2; python_version<"3.9"', undefined],
    ['a @ https://x.example/a.whl', undefined],
    ['git+ssh://x.example/a/b.git', undefined],
    ['--index-url https://x.example/simple', undefined],
    ['--find-links ./wheels', undefined],
  ])('the requirement %j is %s', (line, expected) => {
    expect(localRequirement(line)).toBe(expected)
  })
})
