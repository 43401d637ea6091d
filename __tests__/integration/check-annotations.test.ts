import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { cleanUp, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

test('what a check annotates is at files of the repository, and never at another one', async () => {
  const outside = await scratch()
  await writeFile(join(outside, 'secret.py'), '')
  const alice = await tinyProject({ 'sub dir/a,b.py': 'x\n', 'check.sh': 'cat annotations.txt; exit 1\n' })
  const absolute = join(alice.directory, 'src/prepare.sh')
  await symlink(join(outside, 'secret.py'), join(alice.directory, 'link.py'))
  await writeFile(
    join(alice.directory, 'annotations.txt'),
    [
      `::error file=${absolute},line=2,col=3,title=T::absolute`,
      '::error file=sub dir/a%2Cb.py,line=1::relative',
      '::warning file=./src/../src/train.sh,line=1::dots',
      `::error file=${outside}/secret.py,line=1::outside`,
      '::error file=../../../etc/passwd,line=1::above',
      '::error file=link.py,line=1::through a link',
      '::error file=.git/config,line=1::of Git',
      '::error file=absent.py,line=1::absent',
      '::add-mask::accuracy',
      '',
    ].join('\n'),
  )
  const { report } = await alice.here(['validate', '--checks', 'lint: sh check.sh'])
  expect(report.checks[0]?.annotations).toEqual([
    { severity: 'error', title: 'T', message: 'absolute', path: 'src/prepare.sh', line: 2, column: 3 },
    { severity: 'error', message: 'relative', path: 'sub dir/a,b.py', line: 1 },
    { severity: 'error', message: 'outside' },
    { severity: 'error', message: 'above' },
    { severity: 'error', message: 'through a link' },
    { severity: 'error', message: 'of Git' },
    { severity: 'error', message: 'absent' },
    { severity: 'warning', message: 'dots', path: 'src/train.sh', line: 1 },
  ])
  expect(JSON.stringify(report.metrics)).toContain('accuracy')
})
