// What may import what. `npm run imports` holds it. The picture in docs/architecture.md shows what does.

const BASE = ['errors', 'text']
/** Below every room that decides something: the report's type and the settings. */
const FACTS = [...BASE, 'report', 'settings']
const PURE = ['audit', 'card', 'pipeline', 'metrics', 'datasets', 'environment', 'lint', 'plots', 'check-reports']
const ADAPTERS = ['cache', 'dvc', 'git', 'github', 'hub', 'mlflow', 'provenance', 'readers', 'toolchain']
const SHARED = [...FACTS, ...PURE, ...ADAPTERS, 'run']

/** Each folder of src with the folders that its files may import. Entries, the files of src itself, may import every room. */
const ROOMS = {
  text: [],
  errors: ['text'],
  report: BASE,
  page: ['report'],
  settings: [...BASE, 'report'],
  run: FACTS,
  ...Object.fromEntries(PURE.map((room) => [room, FACTS])),
  audit: [...FACTS, 'metrics'],
  lint: [...FACTS, 'pipeline', 'environment'],
  environment: [...FACTS, 'pipeline'],
  datasets: [...FACTS, 'pipeline', 'metrics'],
  ...Object.fromEntries(ADAPTERS.map((room) => [room, [...FACTS, ...PURE, 'run']])),
  init: [...FACTS, 'pipeline', 'metrics', 'lint'],
  surfaces: SHARED,
  steps: [...SHARED, 'init'],
  flows: [...SHARED, 'init', 'steps', 'surfaces'],
}
/** What a surface may take from the steps: how a comment is read. */
const READ_BY_SURFACES = '^src/steps/comments/parse-commands\\.ts$'

const folders = (names) => `^src/(${names.join('|')})/`
const IO = 'child_process|cluster|dgram|dns|fs|http|http2|https|net|tls|worker_threads'

export default {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'Two files that import each other, imports of types included, are one file or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'Rooms, and the subjects of src/steps, depend on each other in one direction.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `imports-of-${room}`,
      comment: `src/${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}.`,
      severity: 'error',
      from: { path: folders([room]) },
      to: {
        path: '^src/',
        pathNot: [folders([room, ...allowed]), ...(room === 'surfaces' ? [READ_BY_SURFACES] : [])],
      },
    })),
    {
      name: 'no-unknown-room',
      comment: 'A new folder of src gets a line in ROOMS.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: folders(Object.keys(ROOMS)) },
      to: {},
    },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'A pure room gets its input as values: it reads no file, starts no process and asks no server.',
      severity: 'error',
      from: { path: folders([...PURE, 'init', 'report', 'errors', 'text']) },
      to: { path: [`^(node:)?(${IO})(/|$)`, 'node_modules/@actions/', 'node_modules/undici/', '^src/settings/load'] },
    },
    {
      name: 'one-client-a-server',
      comment:
        'Every request goes through a client that masks its body (src/run/outgoing.ts). The question for the time of a server has none.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(github/(client|octokit)|hub/client|mlflow/client|cache/worker|run/server-clock)\\.ts$',
      },
      to: {
        path: [
          '^(node:)?(http|https|http2|net|tls|dgram)(/|$)',
          'node_modules/(undici|@actions/(github|http-client|cache))/',
        ],
      },
    },
    {
      name: 'sources-import-no-tests',
      comment: 'The bundle holds src and packages alone.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(__tests__|bench|examples|scripts)/' },
    },
    {
      name: 'every-import-resolves',
      comment: 'The rules above see only imports that resolve.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // No tsConfig: it names no paths, and the search for them costs time at each import.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
      cachedInputFileSystem: { cacheDuration: 600_000 },
    },
  },
}
