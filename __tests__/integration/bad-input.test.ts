import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Clone, cleanUp, type Outcome, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** Every file of a folder with its content; Git's own, and what DVC keeps for itself whenever it starts, are left out. */
async function contents(directory: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const shown = path.slice(directory.length + 1)
    if (/^\.git(\/|$)|^\.dvc\/tmp(\/|$)/.test(shown)) continue
    if (entry.isSymbolicLink()) found[shown] = await readlink(path)
    else if (entry.isFile())
      found[shown] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
    else found[shown] = 'folder'
  }
  return found
}

interface Refusal {
  /** What has to be in the message; its remedy too. */
  says: RegExp[]
  path?: string
  line?: number
  /** The command line; `validate` without it. */
  args?: string[]
  /** Of a commit that is at fault itself: the rule and the command that repairs it. */
  finding?: { rule: string; fix: RegExp }
}

/** Runs validate where it must refuse: exit code 2, or 1 for a fault of the commit; the message on the terminal and in the report, nothing touched. */
async function expectRefusal(
  clone: Clone,
  { says, path, line, args = ['validate'], finding: own }: Refusal,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const before = await contents(clone.directory)
  const outcome = await clone.here(args, env)
  const { report } = outcome
  for (const pattern of says) expect(report.message).toMatch(pattern)
  expect([outcome.code, report.conclusion]).toEqual(own === undefined ? [2, 'error'] : [1, 'failure'])
  const [firstLine = ''] = report.message.split('\n')
  // The verdict starts with a capital letter.
  const inOneLine = (text: string) => text.replace(/\s+/g, ' ').toLowerCase()
  expect(inOneLine(outcome.stdout + outcome.stderr)).toContain(inOneLine(firstLine))
  if (path !== undefined) {
    const [finding] = report.lint.filter(({ rule }) => rule === (own?.rule ?? report.error?.id))
    expect(finding).toMatchObject({ path, severity: 'error', ...(line === undefined ? {} : { line }) })
    expect(finding?.fix).toMatch(own?.fix ?? /./)
  }
  expect(await contents(clone.directory)).toEqual(before)
  return outcome
}

const stages = (text: string) => `stages:\n${text}`

describe('a wrong project is rejected before any change', () => {
  let clone: Clone

  beforeAll(async () => {
    clone = await (await tinyProject()).clone()
  })

  const cases: [string, (project: Clone) => Promise<unknown>, Refusal][] = [
    [
      'neither dvc.yaml nor .dvc files',
      (it) => it.git('rm', '-q', 'dvc.yaml', 'dvc.lock', 'data/raw.csv.dvc'),
      { says: [/neither a dvc\.yaml nor a \.dvc file/, /`dvc add`.*`dvc stage add`.*`working-directory`/] },
    ],
    [
      'broken YAML',
      (it) => it.write('dvc.yaml', stages('  a: [1, 2\n  b: c\n')),
      { says: [/dvc\.yaml, line 3: it is not YAML/, /Fix that line/], path: 'dvc.yaml', line: 3 },
    ],
    [
      'a cycle',
      (it) =>
        it.write(
          'dvc.yaml',
          stages('  a:\n    cmd: x\n    deps: [q]\n    outs: [p]\n  b:\n    cmd: y\n    deps: [p]\n    outs: [q]\n'),
        ),
      {
        says: [/dvc\.yaml, line \d: the stages (a, b|b, a) form a cycle/, /Remove one of their dependencies/],
        path: 'dvc.yaml',
      },
    ],
    [
      'a stage that needs its own output',
      (it) => it.write('dvc.yaml', stages('  a:\n    cmd: x\n    deps: [p]\n    outs: [p]\n')),
      { says: [/line 2: the stage a depends on its own output/], path: 'dvc.yaml', line: 2 },
    ],
    [
      'an unresolved template',
      (it) => it.edit('dvc.yaml', 'sh src/prepare.sh', 'sh src/prepare.sh ${split.size}'),
      {
        says: [/dvc\.yaml, line 3: stages\.prepare\.cmd uses \$\{split\.size\}, which is not defined/, /params\.yaml/],
        path: 'dvc.yaml',
        line: 3,
      },
    ],
    [
      'a missing file of vars',
      (it) => it.edit('dvc.yaml', 'stages:', 'vars: [conf.yaml]\nstages:'),
      {
        says: [/line 1: vars names the file 'conf\.yaml', which does not exist/, /Commit that file/],
        path: 'dvc.yaml',
        line: 1,
      },
    ],
    [
      'a misspelt key of a stage',
      (it) => it.edit('dvc.yaml', '    metrics:', '    metricz:'),
      {
        says: [/dvc\.yaml, line 16: stages\.evaluate has the key 'metricz'/, /Did you mean 'metrics'\?/],
        path: 'dvc.yaml',
        line: 16,
      },
    ],
    [
      'a stage without a command',
      (it) => it.write('dvc.yaml', stages('  a:\n    outs: [p]\n')),
      { says: [/line 2: stages\.a has no 'cmd'/, /Add 'cmd'/], path: 'dvc.yaml', line: 2 },
    ],
    [
      'two stages with one output',
      (it) => it.write('dvc.yaml', stages('  a:\n    cmd: x\n    outs: [p]\n  b:\n    cmd: y\n    outs: [p]\n')),
      { says: [/line 2: a and b both produce the output p/, /one stage/], path: 'dvc.yaml', line: 2 },
    ],
    [
      'outputs inside each other',
      (it) => it.write('dvc.yaml', stages('  a:\n    cmd: x\n    outs: [p]\n  b:\n    cmd: y\n    outs: [p/q]\n')),
      { says: [/one output contains another: p of a, p\/q of b/], path: 'dvc.yaml', line: 2 },
    ],
    [
      'a params.yaml that is not YAML',
      (it) => it.write('params.yaml', 'train:\n  a: [\n'),
      { says: [/params\.yaml, line 3: it is not YAML/, /Fix the syntax of the file/], path: 'params.yaml', line: 3 },
    ],
    [
      'an output that leaves the repository',
      (it) => it.edit('dvc.yaml', 'outs: [data/parts]', 'outs: [../parts]'),
      {
        says: [
          /dvc\.yaml, line 2: the output \/\S+\/parts of prepare leaves the repository/,
          /Move the output into the repository/,
        ],
        path: 'dvc.yaml',
        line: 2,
      },
    ],
    [
      'a stage whose folder leaves the repository',
      (it) => it.edit('dvc.yaml', '    cmd: sh src/prepare.sh', '    wdir: ../..\n    cmd: sh src/prepare.sh'),
      { says: [/dvc\.yaml, line 2: the output .* of prepare leaves the repository/], path: 'dvc.yaml', line: 2 },
    ],
    [
      'conflict markers in dvc.lock',
      (it) => it.edit('dvc.lock', '  prepare:', '<<<<<<< HEAD\n  prepare:'),
      {
        says: [/dvc\.lock, line 3: it contains Git conflict markers/, /dvc-ci resolve dvc\.lock.*dvc repro/],
        path: 'dvc.lock',
        line: 3,
        // One mark alone is no conflict that `resolve` can settle.
        finding: {
          rule: 'conflict-markers',
          fix: /^git checkout "\$\(git log .* -- dvc\.lock && dvc repro && dvc push/,
        },
      },
    ],
    [
      'a key of dvc.lock that DVC does not know',
      (it) => it.edit('dvc.lock', '    cmd: sh src/prepare.sh', '    cmd: sh src/prepare.sh\n    extra: 1'),
      { says: [/dvc\.lock, line 5: stages\.prepare has the key 'extra'/, /Restore it/], path: 'dvc.lock', line: 5 },
    ],
    [
      'conflict markers in a .dvc file',
      (it) => it.edit('data/raw.csv.dvc', 'outs:', '<<<<<<< HEAD\nouts:'),
      {
        says: [/data\/raw\.csv\.dvc, line 1: it contains Git conflict markers/, /dvc pull --force data\/raw\.csv\.dvc/],
        path: 'data/raw.csv.dvc',
        line: 1,
        finding: { rule: 'conflict-markers', fix: /dvc pull --force data\/raw\.csv\.dvc && git commit -a$/ },
      },
    ],
    [
      'a .dvc file of another tool',
      (it) => it.write('data/raw.csv.dvc', 'tool: other\n'),
      { says: [/data\/raw\.csv\.dvc, line 1: it has the key 'tool'/, /Restore it/], path: 'data/raw.csv.dvc', line: 1 },
    ],
    [
      'no remote',
      (it) => it.write('.dvc/config', ''),
      { says: [/has no DVC remote/, /dvc remote add --default NAME URL/], path: '.dvc/config' },
    ],
    [
      'remotes without a default',
      (it) => it.edit('.dvc/config', /.*remote = storage\n/, ''),
      {
        says: [/has DVC remotes but no default remote/, /remotes are 'storage'.*dvc remote default storage/],
        path: '.dvc/config',
      },
    ],
    [
      'a default remote that does not exist',
      (it) => it.edit('.dvc/config', 'remote = storage', 'remote = nowhere'),
      {
        says: [/core\.remote names the DVC remote 'nowhere', which does not exist/, /dvc remote default storage/],
        path: '.dvc/config',
      },
    ],
    [
      'an unknown remote',
      () => Promise.resolve(),
      {
        says: [/remote: the DVC remote 'nowhere' does not exist/, /remotes are 'storage'/],
        args: ['validate', '--remote', 'nowhere'],
      },
    ],
    [
      'a misspelt remote',
      () => Promise.resolve(),
      { says: [/'storag'/, /Did you mean 'storage'\?/], args: ['validate', '-r', 'storag'] },
    ],
    [
      'an unknown remote of an output',
      (it) => it.edit('dvc.yaml', 'outs: [data/parts]', 'outs: [{data/parts: {remote: nowhere}}]'),
      {
        says: [/line 2: the output data\/parts of prepare uses the DVC remote 'nowhere'/, /dvc remote add nowhere/],
        path: 'dvc.yaml',
        line: 2,
      },
    ],
    [
      "an option that DVC's configuration does not know",
      (it) => it.edit('.dvc/config', '[core]', '[core]\n    fast = yes'),
      {
        says: [/cannot read its configuration: DVC has no option core\.fast/, /dvc config --list/],
        path: '.dvc/config',
      },
    ],
    [
      'an evaluation stage that does not exist',
      () => Promise.resolve(),
      {
        says: [/evaluate: there is no stage 'evaluat'/, /Did you mean 'evaluate'\?/],
        args: ['validate', '--evaluate', 'evaluat'],
      },
    ],
    [
      'a baseline that does not exist',
      () => Promise.resolve(),
      { says: [/baseline: there is no branch 'nope'/, /ls-remote/], args: ['validate', '--baseline', 'branch:nope'] },
    ],
    [
      'an unknown key of dvc-ci.yaml',
      (it) => it.write('dvc-ci.yaml', 'checkz:\n  a: "true"\n'),
      { says: [/dvc-ci\.yaml:1: .*checkz/, /checks/], path: 'dvc-ci.yaml', line: 1 },
    ],
    [
      'a misspelt limit',
      (it) => it.write('dvc-ci.yaml', 'metrics:\n  policies:\n    accuracy: { mim: 0.9 }\n'),
      { says: [/dvc-ci\.yaml:3: .*mim/, /min/], path: 'dvc-ci.yaml', line: 3 },
    ],
  ]

  test.each(cases)('a project with %s is rejected with the place and the fix', async (_, change, refusal) => {
    await change(clone)
    try {
      await expectRefusal(clone, refusal)
    } finally {
      await clone.git('reset', '-q', '--hard')
      await clone.git('clean', '-qfd')
    }
  })
})

describe('a folder that is not a checkout', () => {
  test('a folder without a Git repository is rejected', async () => {
    const directory = join(await scratch(), 'plain')
    await mkdir(join(directory, '.dvc'), { recursive: true })
    await writeFile(join(directory, 'dvc.yaml'), stages('  a:\n    cmd: x\n'))
    await expectRefusal(new Clone(directory, '', ''), {
      says: [/not in the working tree of a Git repository/, /actions\/checkout.*working-directory/],
    })
  })

  test('a Git repository without a commit, or without DVC, is rejected', async () => {
    const clone = new Clone(join(await scratch(), 'young'), '', '')
    await clone.write('dvc.yaml', stages('  a:\n    cmd: x\n'))
    await clone.git('init', '-q')
    await expectRefusal(clone, { says: [/has no commit yet/, /git commit/] })
    await clone.commit('First', { push: false })
    await expectRefusal(clone, { says: [/not inside a DVC project: no \.dvc folder in it/, /dvc init/] })
    for (const folder of ['a', 'b c']) await clone.write(`${folder}/.dvc/config`, '')
    await clone.git('add', '.')
    await expectRefusal(clone, { says: [/DVC projects in a, b c: run `dvc-ci validate -C a`/] })
    await expectRefusal(clone, {
      says: [/working-directory: there is no folder 'nowhere'/],
      args: ['validate', '-C', 'nowhere'],
    })
  })
})

describe('an unusable event', () => {
  let clone: Clone
  const inActions = (name: string, payload: string) => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: payload,
    GITHUB_REPOSITORY: 'team/project',
  })

  beforeAll(async () => {
    clone = await (await tinyProject()).clone()
  })

  test('an unknown event is rejected', async () => {
    const payload = join(await scratch(), 'event.json')
    await writeFile(payload, '{}')
    await expectRefusal(
      clone,
      { says: [/the event tea_time has no mode/, /mode: validate/], args: ['--verbose'] },
      inActions('tea_time', payload),
    )
  })

  test('a pull request whose fork was deleted is rejected', async () => {
    const payload = join(await scratch(), 'event.json')
    const sha = await clone.head()
    const side = (repo: unknown) => ({ sha, ref: 'main', repo })
    await writeFile(
      payload,
      JSON.stringify({
        pull_request: { number: 7, head: side(null), base: side({ full_name: 'team/project' }) },
        repository: { full_name: 'team/project' },
      }),
    )
    await expectRefusal(
      clone,
      {
        says: [
          /pull request 7 has no head repository \(pull_request\.head\.repo is null\)/,
          /Open the pull request again/,
        ],
      },
      inActions('pull_request', payload),
    )
  })
})

describe('a metrics file without usable numbers never passes', () => {
  let clone: Clone

  beforeAll(async () => {
    const alice = await tinyProject({
      'dvc-ci.yaml': 'validate:\n  evaluate: none\nmetrics:\n  policies:\n    accuracy: { min: 0.5 }\n',
    })
    clone = await alice.clone()
    await clone.dvc('pull', '-q')
  })

  const cases: [string, string, RegExp][] = [
    ['NaN', '{"accuracy": NaN}', /accuracy.*NaN/],
    ['an empty file', '', /metrics\.json cannot be read: it is empty/],
  ]

  test.each(cases)('a metrics file with %s fails the validation', async (_, text, says) => {
    await clone.write('metrics.json', text)
    await clone.dvc('commit', '-q', '-f', 'evaluate')
    const { code, report } = await clone.here(['validate'])
    expect([code, report.conclusion]).toEqual([1, 'failure'])
    expect(report.policies).toMatchObject([{ rule: 'min: 0.5', passed: false }])
    expect(report.policies[0]?.message).toMatch(says)
    expect(report.message).toMatch(says)
    await clone.git('checkout', '-q', '.')
  })

  test('the finding for a policy on an unknown metric names the nearest metric', async () => {
    const { code, report } = await clone.here(['validate', '--thresholds', 'acuracy: { min: 0.5 }'])
    expect(code).toBe(1)
    expect(report.message).toMatch(/No metric is named acuracy\. The nearest (is|are) accuracy/)
  })
})
