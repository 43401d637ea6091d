import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { CLI, inFolder, MEASURED, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const run = promisify(execFile)
const COMMITS = 500
/** Of each commit: the files of one folder, and its outputs, the first of which is that folder. */
const FILES = 380
const OUTPUTS = 20
const OBJECTS = COMMITS * (FILES + OUTPUTS)
const BAR = { seconds: 60, memory: 1e9 }

/** What a large remote holds and nothing needs. */
export const retention = {
  name: `\`dvc-ci gc\` over ${OBJECTS.toLocaleString('en')} objects and ${COMMITS} commits`,
  rows: (rounds) =>
    inFolder(async (directory) => {
      const project = await manyObjects(directory)
      const [report, peak, times] = [join(directory, 'report.json'), join(directory, 'peak'), []]
      const gc = [process.execPath, CLI, 'gc', '--report', report]
      let memory = 0
      for (let round = 0; round < rounds; round++) {
        const command = [lab.pythonBin('dvc'), '-c', MEASURED, peak, ...gc]
        times.push((await timed(command, { cwd: project, env: digitsEnvironment() })).seconds)
        memory = Math.max(memory, Number(await readFile(peak, 'utf8')))
      }
      const { gc: found } = JSON.parse(await readFile(report, 'utf8'))
      if (found.objects.count !== OBJECTS) throw new Error(`gc found ${JSON.stringify(found).slice(0, 500)}`)
      const seconds = median(times)
      return [
        {
          cells: [
            retention.name,
            '',
            `${shown(seconds)}, ${Math.round(memory / 1e6)} MB`,
            '',
            `${BAR.seconds} s, ${BAR.memory / 1e6} MB`,
          ],
          held: seconds <= BAR.seconds && memory <= BAR.memory,
        },
      ]
    }),
}

/** A project whose commits each have other data, and its remote. Half of the commits have a tag. */
async function manyObjects(directory) {
  const env = { ...digitsEnvironment() }
  const [project, server, remote] = ['project', 'server.git', 'remote'].map((name) => join(directory, name))
  const objects = join(remote, 'files', 'md5')
  for (let first = 0; first < 256; first++)
    mkdirSync(join(objects, first.toString(16).padStart(2, '0')), { recursive: true })
  const md5 = (content) => createHash('md5').update(content).digest('hex')
  const put = (content, ending = '') => {
    const hash = md5(content)
    writeFileSync(join(objects, hash.slice(0, 2), hash.slice(2) + ending), content)
    return hash + ending
  }
  const git = (...args) => run('git', args, { cwd: project, env })
  await run('git', ['init', '-q', '--bare', '-b', 'main', server], { env })
  await run('git', ['init', '-q', '-b', 'main', project], { env })
  await run(lab.dvcBin, ['init', '-q'], { cwd: project, env })
  await run(lab.dvcBin, ['remote', 'add', '-q', '-d', 'storage', remote], { cwd: project, env })
  await git('add', '--all')
  await git('commit', '-qm', 'Start')
  await git('remote', 'add', 'origin', server)
  const start = (await git('rev-parse', 'HEAD')).stdout.trim()
  const names = Array.from({ length: OUTPUTS }, (_, index) => `out${index}`)
  const yaml = `stages:\n${names.map((name) => `  ${name}:\n    cmd: make ${name}\n    outs: [${name}]\n`).join('')}`
  const stream = spawn('git', ['fast-import', '--quiet'], { cwd: project, env, stdio: ['pipe', 'inherit', 'inherit'] })
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  for (let commit = 0; commit < COMMITS; commit++) {
    const files = Array.from({ length: FILES }, (_, index) => ({
      md5: put(`${commit} ${index}`),
      relpath: `f${String(index).padStart(4, '0')}.bin`,
    }))
    const hashes = names.map((name, index) =>
      index === 0 ? put(JSON.stringify(files), '.dir') : put(`${name} ${commit}`),
    )
    const lock = `schema: '2.0'\nstages:\n${names.map((name, index) => `  ${name}:\n    cmd: make ${name}\n    outs:\n    - path: ${name}\n      hash: md5\n      md5: ${hashes[index]}\n      size: 10\n`).join('')}`
    stream.stdin.write(
      `commit refs/heads/main\ncommitter CI <ci@example.com> ${1_700_000_000 + commit * 3600} +0000\n${data(`Build ${commit}`)}` +
        `${commit === 0 ? `from ${start}\n` : ''}M 100644 inline dvc.lock\n${data(lock)}M 100644 inline dvc.yaml\n${data(yaml)}` +
        (commit % 2 === 0 ? `reset refs/tags/v${commit}\nfrom refs/heads/main\n\n` : ''),
    )
  }
  stream.stdin.end()
  const [code] = await once(stream, 'close')
  if (code !== 0) throw new Error(`git fast-import ended with code ${code}`)
  await git('reset', '-q', '--hard', 'main')
  await git('push', '-q', 'origin', 'main', '--tags')
  return project
}
