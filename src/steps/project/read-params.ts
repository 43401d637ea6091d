import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ParamFiles } from '../../metrics/params.js'
import type { Project } from './project.js'

/**
 * The parameters that stages declare, by file, as DVC reads them (merge keys, JSON, TOML, Python). Files that DVC cannot
 * read are left out.
 * @param revision absent for the workspace
 */
export async function readParams(project: Project, revision?: string): Promise<ParamFiles> {
  const [params = new Map()] = await readSides(project, namesOfStages(project), [revision], () => true)
  return params
}

/**
 * The parameters of files that differ between the workspace and a revision, as in `dvc params diff`: those of stages and of
 * templates by their names, and files at the top level of dvc.yaml as a whole. DVC is asked only about these files.
 * @returns those of the workspace, and those of the revision
 */
export async function readChangedParams(project: Project, revision: string): Promise<[ParamFiles, ParamFiles]> {
  const [here = new Map(), there = new Map()] = await readSides(
    project,
    usedNames(project),
    [undefined, revision],
    (now, then) => now !== then,
  )
  return [here, there]
}

/** @param isWanted whether a file is read, by its texts on each side */
async function readSides(
  project: Project,
  names: Names,
  revisions: readonly (string | undefined)[],
  isWanted: (...texts: (string | undefined)[]) => boolean,
): Promise<ParamFiles[]> {
  const paths = [...names.keys()]
  const sides = await Promise.all(revisions.map(async (revision) => textsOf(project, revision, paths)))
  const wanted = new Set(paths.filter((path) => isWanted(...sides.map((texts) => texts.get(path)))))
  const asked = sides.flatMap((texts, side) =>
    [...texts]
      .filter(([path]) => wanted.has(path))
      .map(([path, text]) => {
        const known = names.get(path)
        const wantedNames = known === undefined || known === 'all' ? {} : { names: [...known] }
        return { side, file: { path, text, ...wantedNames } }
      }),
  )
  const parsed = asked.length === 0 ? [] : await project.dvc.parseParams(asked.map(({ file }) => file))
  return sides.map(
    (_, side) =>
      new Map(
        asked.flatMap((each, index) => {
          const values = parsed[index]
          return each.side === side && values !== undefined ? [[each.file.path, values] as const] : []
        }),
      ),
  )
}

/** The names to read of each parameter file; `all` for a file that is read as a whole. */
type Names = Map<string, Set<string> | 'all'>

function add(names: Names, path: string, more: readonly string[] | 'all'): void {
  const known = names.get(path)
  names.set(path, more === 'all' || known === 'all' ? 'all' : new Set([...(known ?? []), ...more]))
}

function namesOfStages({ stages }: Project): Names {
  const names: Names = new Map()
  for (const dep of stages.flatMap(({ deps }) => deps))
    if (dep.kind === 'params') add(names, dep.path, dep.names.length === 0 ? 'all' : dep.names)
  return names
}

function usedNames(project: Project): Names {
  const names = namesOfStages(project)
  for (const { vars } of project.stages) for (const [path, more] of Object.entries(vars ?? {})) add(names, path, more)
  for (const path of project.index.params) if (!path.startsWith('../')) add(names, path, 'all')
  return names
}

async function textsOf(
  project: Project,
  revision: string | undefined,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const blobs = revision === undefined ? undefined : await project.git.readFiles(revision, paths.map(project.inGit))
  const texts = await Promise.all(
    paths.map(async (path) => {
      const text = blobs
        ? blobs.get(project.inGit(path))?.toString('utf8')
        : await readFile(resolve(project.run.settings.workingDirectory, path), 'utf8').catch(() => undefined)
      return text === undefined ? [] : [[path, text] as const]
    }),
  )
  return new Map(texts.flat())
}
