import * as z from 'zod'
import { isTooDeep } from '../report/json-depth.js'
import { byBytes, type ContentDigest, textDigest } from './digests.js'

/** The type of a signed envelope's content: https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'
/** The folder of the server's refs that keep the bundles of builds, below `refs/`; each is named by its commit. */
export const PROVENANCE_FOLDER = 'dvc-ci/provenance'
/** What a build of dvc-ci is, for SLSA: the page that describes the parameters. */
export const BUILD_TYPE = 'https://github.com/dvc-ci/dvc-ci/blob/main/docs/provenance.md#build-type-v1'
/** https://slsa.dev/spec/v1.0/provenance */
export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1'
/** OpenSSF model signing: https://github.com/sigstore/model-transparency */
export const MODEL_TYPE = 'https://model_signing/signature/v1.0'
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'

/** Paths of a folder that `model_signing` neither signs nor verifies, since they are no part of a model. */
const IGNORED_PATHS = ['.gitignore', '.git', '.gitattributes', '.github']
/** Most characters of a statement: a model of 100,000 files takes a fifth of it. */
export const LONGEST_STATEMENT = 96 << 20
const DEEPEST = 64

/** Something that a build was made from. */
export interface Material {
  uri?: string
  name?: string
  /** By algorithm, hexadecimal digits: `sha256`, `md5`, `gitCommit`, `gitBlob`. */
  digest?: Record<string, string>
}

/** A content that a statement is about: its path from the root of the repository, and its SHA-256. */
export interface Subject {
  name: string
  digest: { sha256: string }
}

/** What the statement of a build says. */
export interface BuildFacts {
  /** SHA-256 by path from the root of the repository: outputs of stages, and each dvc.lock. */
  subjects: ReadonlyMap<string, string>
  /** What the user of dvc-ci chose: mode, stages, parameters. */
  external: Record<string, unknown>
  internal: Record<string, unknown>
  /** Source commit first. */
  materials: Material[]
  /** URI of the workflow, or of another place that built. */
  builder: string
  version: string
  /** Address of the run with its attempt. */
  invocation: string
  started: Date
  finished: Date
}

/** The in-toto statement with SLSA's provenance of an official build, as plain data. */
export function provenanceStatement(build: BuildFacts) {
  return {
    _type: STATEMENT_TYPE,
    subject: byBytes([...build.subjects], ([name]) => name).map(([name, sha256]) => ({ name, digest: { sha256 } })),
    predicateType: PROVENANCE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: build.external,
        internalParameters: build.internal,
        resolvedDependencies: build.materials,
      },
      runDetails: {
        builder: { id: build.builder, version: { 'dvc-ci': build.version } },
        metadata: {
          invocationId: build.invocation,
          startedOn: build.started.toISOString(),
          finishedOn: build.finished.toISOString(),
        },
      },
    },
  }
}

/**
 * The statement of OpenSSF model signing for a file or a folder, as plain data: `model_signing verify` accepts its
 * signature. Resources are ordered part by part of their paths, and the subject is the hash over their digests.
 * @param name the last part of the model's path
 */
export function modelStatement(name: string, { sha256, files }: ContentDigest) {
  const named = (files ?? [{ path: '.', sha256 }]).filter(({ path }) => !IGNORED_PATHS.includes(partsOf(path)[0] ?? ''))
  // A part ends below every character that it may have.
  const resources = byBytes(named, ({ path }) => path.replaceAll('/', '\0'))
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: { sha256: digestOver(resources.map((resource) => resource.sha256)) } }],
    predicateType: MODEL_TYPE,
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: IGNORED_PATHS },
      resources: resources.map(({ path, sha256: digest }) => ({ name: path, algorithm: 'sha256', digest })),
    },
  }
}

const partsOf = (path: string): string[] => path.split('/')

function digestOver(digests: readonly string[]): string {
  return textDigest(Buffer.from(digests.join(''), 'hex'))
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const path = z.string().min(1).max(4096)
const text = z.string().max(8192)
const subjects = z
  .array(z.object({ name: path, digest: z.object({ sha256 }) }))
  .min(1)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two subjects have one name')
const material = z.object({ uri: text.optional(), name: text.optional(), digest: z.record(text, text).optional() })

const provenance = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: subjects,
  predicateType: z.literal(PROVENANCE_TYPE),
  predicate: z.object({
    buildDefinition: z.object({
      buildType: z.literal(BUILD_TYPE),
      externalParameters: z.record(z.string(), z.unknown()),
      internalParameters: z.record(z.string(), z.unknown()).optional(),
      resolvedDependencies: z.array(material),
    }),
    runDetails: z.object({
      builder: z.object({ id: text }),
      metadata: z.object({ invocationId: text, startedOn: text, finishedOn: text }),
    }),
  }),
})

const model = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: subjects.max(1),
  predicateType: z.literal(MODEL_TYPE),
  predicate: z.object({
    serialization: z.object({ method: z.literal('files'), hash_type: z.literal('sha256') }),
    resources: z.array(z.object({ name: path, algorithm: z.literal('sha256'), digest: sha256 })),
  }),
})

export type ProvenanceStatement = z.infer<typeof provenance>
export type ModelStatement = z.infer<typeof model>
export type Statement = ProvenanceStatement | ModelStatement

/**
 * Reads the text of a statement of either kind. Text that another tool could read differently is refused: a wrong hash
 * of the subject, a name that is there twice.
 * @returns the statement, or why it is none: a clause with "it"
 */
export function readStatement(written: string): { statement: Statement } | { fault: string } {
  if (written.length > LONGEST_STATEMENT) return { fault: `it has more than ${LONGEST_STATEMENT} characters` }
  if (isTooDeep(written, DEEPEST)) return { fault: `it has more than ${DEEPEST} values inside each other` }
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch {
    return { fault: 'it is not JSON' }
  }
  const kind = z.object({ predicateType: z.string() }).safeParse(value).data?.predicateType
  if (kind !== PROVENANCE_TYPE && kind !== MODEL_TYPE)
    return { fault: `its predicate has the type ${JSON.stringify(kind?.slice(0, 200) ?? null)}` }
  const parsed = kind === MODEL_TYPE ? model.safeParse(value) : provenance.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { fault: `its ${issue?.path.join('.') || 'content'} is not valid: ${issue?.message ?? ''}` }
  }
  if (isModel(parsed.data)) {
    const names = new Set(parsed.data.predicate.resources.map(({ name }) => name))
    if (names.size !== parsed.data.predicate.resources.length) return { fault: 'two of its resources have one name' }
    if (
      digestOver(parsed.data.predicate.resources.map(({ digest }) => digest)) !== parsed.data.subject[0]?.digest.sha256
    )
      return { fault: 'its subject is not the hash of its resources' }
  }
  return { statement: parsed.data }
}

/** Whether a statement is the signature of a model, not the provenance of a build. */
export function isModel(statement: Statement): statement is ModelStatement {
  return statement.predicateType === MODEL_TYPE
}

/** SHA-256 of each subject by its name. */
export function subjectsOf({ subject }: ProvenanceStatement): Map<string, string> {
  return new Map(subject.map(({ name, digest }) => [name, digest.sha256]))
}

/** The commit that a build was made from; undefined where the statement names none. */
export function sourceCommit({ predicate }: ProvenanceStatement): string | undefined {
  return predicate.buildDefinition.resolvedDependencies.find(({ digest }) => digest?.['gitCommit'])?.digest?.[
    'gitCommit'
  ]
}
