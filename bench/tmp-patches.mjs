import { spawn } from 'node:child_process'
import { freshClone, inFolder, median } from './measure.mjs'
import { digits } from './projects.mjs'
const variants = ['', 'lean_networkx', 'sqlite_flushes']
const rounds = Number(process.argv[2])
const rows = Object.fromEntries(variants.map((v) => [v, []]))
const go = (v) => inFolder(async (directory) => {
  const { clone, env } = await freshClone(directory, digits)
  const child = spawn('bash', ['-c', `TIMEFORMAT="T %R %U %S"; time node ${process.env.DVC_CI_DIST}/cli.js validate --checks '{}' >/dev/null`], { cwd: clone, env: { ...env, ...(v ? { DVC_CI_NO_PATCHES: v } : {}) }, stdio: ['ignore', 'inherit', 'pipe'] })
  let t = ''
  child.stderr.on('data', (d) => { t += d })
  await new Promise((r) => child.once('close', r))
  const m = /T ([\d.]+) ([\d.]+) ([\d.]+)/.exec(t)
  return [Number(m[1]), Number(m[2]) + Number(m[3])]
})
await go('')
for (let r = 0; r < rounds; r++) for (const v of r % 2 ? variants : [...variants].reverse()) rows[v].push(await go(v))
for (const v of variants) console.log(v || '(all)', 'wall', median(rows[v].map((x) => x[0])).toFixed(2), 'min', Math.min(...rows[v].map((x) => x[0])).toFixed(2), 'cpu', median(rows[v].map((x) => x[1])).toFixed(2), 'min', Math.min(...rows[v].map((x) => x[1])).toFixed(2))
