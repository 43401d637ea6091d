/** A folder for the projects that the suites of one run build and copy: made before the first suite, removed at the end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default async function setUp() {
  process.env.DVC_CI_TEMPLATES ??= await mkdtemp(join(tmpdir(), 'dvc-ci-templates-'))
}

export async function tearDown() {
  const { DVC_CI_TEMPLATES: folder } = process.env
  delete process.env.DVC_CI_TEMPLATES
  if (folder) await rm(folder, { recursive: true, force: true })
}
