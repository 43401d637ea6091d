import tseslint from 'typescript-eslint'

const pure = ['pipeline', 'metrics', 'lint', 'report', 'plots']
const adapters = ['cache', 'dvc', 'git', 'github', 'mlflow', 'toolchain']
const rooms = (names) => names.map((name) => `**/${name}/**`)

/** What a room may not import, so that data flows one way: entries, flows, pure rooms and adapters, run. */
const forbid = (names, why, extra = []) => ({
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: [{ group: [...rooms(names), ...extra], message: why }] },
  ],
})

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.lab/**', '.demo/**', 'coverage/**', 'examples/**'] },
  {
    files: ['src/**/*.ts', '__tests__/**/*.ts', 'bench/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['bench/**/*.ts', '__tests__/**/*.ts'], rules: { 'max-lines': 'off' } },
  ...pure.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: forbid(
      [...adapters, 'flows', 'steps', 'surfaces', 'settings/load*'],
      'a pure room imports no adapter, no flow and does no I/O',
      ['@actions/*', 'node:fs', 'node:fs/*', 'node:child_process', 'node:net', 'node:http', 'node:https'],
    ),
  })),
  ...adapters.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: forbid(
      [...adapters.filter((other) => other !== room), 'flows', 'steps', 'surfaces'],
      'adapters never import each other, nor a flow',
    ),
  })),
  {
    files: ['src/run/**/*.ts'],
    rules: forbid(
      [...pure.filter((room) => room !== 'report'), ...adapters, 'flows', 'steps', 'surfaces'],
      'run is the lowest room',
    ),
  },
  {
    files: ['src/settings/**/*.ts'],
    rules: forbid(
      [...adapters, 'flows', 'steps', 'surfaces', 'lint', 'pipeline'],
      'settings know no adapter and no flow',
    ),
  },
  {
    files: ['src/steps/**/*.ts', 'src/surfaces/**/*.ts'],
    rules: forbid(['flows'], 'steps and surfaces never import a flow'),
  },
)
