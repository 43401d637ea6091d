/**
 * A folder for the projects that the suites of one run build and copy, one in memory for databases and for everything
 * that suites write, a DVC that builds the projects, the address of MLflow, and the bundle of the sources for runs in the
 * process of a suite: made before the first suite, removed at the end.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryFolder, scratchFolder } from '../lab/memory.mjs'
import { startDvcServer } from './dvc-server.mjs'
import { bundleInProcess } from './in-process.mjs'
import { startMlflowServer } from './mlflow-server.mjs'

const stops = []
const { TMPDIR: before } = process.env

export default async function setUp() {
  if (process.env.DVC_CI_TEMPLATES !== undefined) return
  const memory = await mkdtemp(join(memoryFolder(), 'dvc-ci-memory-'))
  process.env.DVC_CI_MEMORY = memory
  process.env.TMPDIR = scratchFolder(memory)
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-templates-'))
  stops.push(await startDvcServer(join(folder, 'dvc.sock')))
  stops.push(await startMlflowServer(join(folder, 'mlflow.sock'), join(memory, 'mlflow')))
  await bundleInProcess(join(folder, 'runs'), join(folder, 'relay.py'))
  process.env.DVC_CI_TEMPLATES = folder
}

export async function tearDown() {
  const { DVC_CI_TEMPLATES, DVC_CI_MEMORY } = process.env
  delete process.env.DVC_CI_TEMPLATES
  delete process.env.DVC_CI_MEMORY
  for (const stop of stops.splice(0)) await stop()
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  for (const folder of [DVC_CI_TEMPLATES, DVC_CI_MEMORY]) if (folder) await rm(folder, { recursive: true, force: true })
}
