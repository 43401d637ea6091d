import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Clone, scratch, tinyProject } from '../support/project.js'
import type { Scenario } from './scenario.js'

const execute = promisify(execFile)
const QUICK = ['validate', '--pull', 'none', '--evaluate', 'none']
const BUILD = ['rebuild', '--commit', 'none', '--yes', '--force', 'none']

/** A project after some lines of its owner's shell. */
async function after(script: string): Promise<Clone> {
  const alice = await tinyProject()
  await execute('bash', ['-e', '-c', script], { cwd: alice.directory, env: alice.env })
  return alice
}

/** Remotes, checkouts and repositories that a run rejects before it starts. */
export const CHECKOUTS: readonly Scenario[] = [
  {
    name: 'a folder that is no DVC project',
    args: ['lint'],
    make: () => after('git rm -q -r --cached .dvc && rm -rf .dvc && git commit -q -m x'),
    repairs: [
      {
        id: 'dvc-project-missing',
        offers: ['steps/project/open-project.ts:Run `dvc init`'],
        choose: /Run `dvc init`/,
      },
    ],
  },
  {
    name: 'a repository without a DVC remote',
    args: QUICK,
    make: () => after('dvc remote remove storage && git commit -q -a -m x'),
    repairs: [
      {
        id: 'remote-missing',
        offers: ['steps/project/check-project.ts:dvc remote add --default NAME URL'],
        fill: { NAME: 'team', URL: '../storage2' },
        byHand: async (clone) => {
          await mkdir(clone.path('../storage2'))
        },
      },
    ],
  },
  {
    name: 'a DVC remote that is not the default',
    args: QUICK,
    make: () => after('dvc config --unset core.remote && git commit -q -a -m x'),
    repairs: [
      {
        id: 'remote-default-missing',
        offers: ['steps/project/check-project.ts:Make one the default'],
        choose: /Make one.*?config/,
      },
    ],
  },
  {
    name: 'a default remote that does not exist',
    args: QUICK,
    make: () => after('dvc config core.remote lost && git commit -q -a -m x'),
    repairs: [{ id: 'remote-unknown', offers: ['steps/project/check-project.ts:Fix it with `dvc remote default'] }],
  },
  {
    name: 'a requested remote that does not exist',
    args: [...QUICK, '--remote', 'other'],
    make: () => after('true'),
    repairs: [
      {
        id: 'remote-unknown',
        offers: ['steps/project/check-project.ts:Add it with `dvc remote add'],
        fill: { URL: '../storage' },
      },
    ],
  },
  {
    name: 'a repository without a commit',
    args: ['lint'],
    make: () => after('rm -rf .git && git init -q -b main && git add --all'),
    repairs: [{ id: 'git-no-commit', offers: ['git/repository.ts:Make the first commit'], choose: /`git commit`/ }],
  },
  {
    name: 'the state of a run in Git',
    args: QUICK,
    make: () =>
      after(
        'echo / > .dvc/.gitignore; mkdir -p .dvc/tmp; echo x > .dvc/tmp/x; git add --force .dvc/tmp/x .dvc/.gitignore; git commit -q -m x',
      ),
    repairs: [
      {
        id: 'state-in-git',
        offers: ['steps/project/committed-paths.ts:Remove it with'],
        async byHand(clone, { repair = '' }) {
          const [, line = '', file = ''] = /add `(\S+)` to (\S+)/.exec(repair) ?? []
          await clone.write(file, `${await clone.read(file)}${line}\n/cache\n/config.local\n`)
        },
      },
    ],
  },
  {
    name: 'a submodule that is not checked out',
    args: QUICK,
    async make() {
      const inner = await scratch()
      await execute('bash', ['-e', '-c', 'git init -q -b main && echo 1 > a.txt && git add . && git commit -q -m x'], {
        cwd: inner,
        env: (await tinyProject()).env,
      })
      const alice = await after(
        `git -c protocol.file.allow=always submodule --quiet add ${inner} vendor/lib && sed -i 's#deps: .src/prepare.sh,#deps: [vendor/lib, src/prepare.sh,#' dvc.yaml && dvc repro -q && dvc push -q && git add --all && git commit -q -m x && git push -q origin main`,
      )
      return alice.clone()
    },
    env: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.file.allow', GIT_CONFIG_VALUE_0: 'always' },
    repairs: [{ id: 'submodule-missing', offers: ['steps/project/complete-checkout.ts:git submodule update'] }],
  },
  ...(
    [
      ['files of a stage', QUICK, ['data', '.dvc', 'sub']],
      ['the pipeline of a folder', ['lint'], ['src', 'data', '.dvc']],
      ['the folder .dvc', ['lint'], ['src', 'data', 'sub']],
    ] as const
  ).map(
    ([what, args, folders]): Scenario => ({
      name: `a sparse checkout that leaves out ${what}`,
      args,
      async make() {
        const alice = await tinyProject()
        await alice.write('sub/dvc.yaml', 'stages:\n  copy:\n    cmd: echo 1 > x.txt\n    outs: [x.txt]\n')
        await alice.dvc('repro', '-q', 'sub/dvc.yaml')
        await alice.dvc('push', '-q')
        await alice.commit('A pipeline in a folder')
        const clone = await alice.clone()
        await clone.git('sparse-checkout', 'set', ...folders)
        return clone
      },
      repairs: [
        {
          id: 'sparse-checkout',
          offers: ['steps/project/complete-checkout.ts:git sparse-checkout'],
          choose: /`git sparse-checkout[^`]*`/,
        },
      ],
    }),
  ),
  {
    name: 'changed source data before a build, discarded',
    args: BUILD,
    make: () => after('echo 1 >> data/raw.csv'),
    repairs: [
      {
        id: 'output-changed',
        offers: ['steps/build/plan-build.ts:dvc commit --force'],
        choose: /Restore the committed version with `[^`]*`/,
      },
    ],
  },
  {
    name: 'changed source data before a build, kept',
    args: BUILD,
    make: () => after('echo 1 >> data/raw.csv'),
    repairs: [
      {
        id: 'output-changed',
        offers: ['steps/build/plan-build.ts:dvc commit --force'],
        choose: /keep the new one.*?\.dvc(?=:)/,
      },
    ],
  },
  {
    name: 'a forced stage that is frozen',
    args: ['rebuild', '--commit', 'none', '--yes', '--force', 'evaluate'],
    make: () => after('dvc freeze evaluate && git commit -q -a -m x'),
    repairs: [
      { id: 'stage-frozen', offers: ['steps/build/plan-build.ts:Run `dvc unfreeze'], choose: /Run.*?dvc\.yaml/ },
    ],
  },
  {
    name: 'a detached HEAD',
    args: ['rebuild', '--yes', '--force', 'none'],
    make: () => after('git switch -q --detach'),
    repairs: [{ id: 'head-detached', offers: ['steps/publish/ask-server.ts:Check out a branch'] }],
  },
  {
    name: 'an output of a frozen stage that differs',
    args: BUILD,
    make: () =>
      after(
        'dvc freeze prepare && git commit -q -a -m x && git push -q origin main && rm -rf data/parts && mkdir data/parts',
      ),
    repairs: [
      {
        id: 'output-changed',
        offers: ['steps/build/plan-build.ts:let the stage run'],
        choose: /Restore the committed version with `[^`]*`/,
      },
    ],
  },
  {
    name: 'a link in Git that leads an output out of the repository',
    args: QUICK,
    make: () => after('rm -rf models && ln -s /tmp models && git add --force models && git commit -q -m x'),
    repairs: [
      {
        id: 'link-leaves-repository',
        offers: ['steps/project/committed-paths.ts:Remove the link'],
        choose: /Remove.*?`\)/,
      },
    ],
  },
]
