import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fill, type RemoteServer, startRemotes } from '../../scripts/lab/remotes/all.mjs'
import { startAzureCloud } from '../../scripts/lab/remotes/azure-cloud.mjs'
import { startS3 } from '../../scripts/lab/s3.mjs'
import { type Clone, scratch } from '../support/project.js'

/** A cloud that gives the job of a workflow the credentials of an identity. */
export interface Cloud {
  /** Identities of the inputs of a reusable workflow, as the stand-in of the login action writes them. */
  reader: string
  writer: string
  /** Inputs of the reusable workflows. */
  inputs: (identity: string) => Record<string, string>
  /** Options of the remote in `.dvc/config`. */
  remote: Readonly<Record<string, string>>
  /** Variables of each job, besides E2E_ROLES. */
  variables: Readonly<Record<string, string>>
  /** Puts the objects of the project into the remote. */
  fill: (alice: Clone) => Promise<void>
  stop: () => Promise<void>
}

/** @param roles file of the roles that the stand-in of the login to AWS knows */
async function startAws(roles: string): Promise<Cloud> {
  const s3 = await startS3(await scratch(), 'official', true)
  const [reader, writer] = ['read', 'write'].map((name) => `arn:aws:iam::123456789012:role/${name}`) as [string, string]
  const known = [
    [writer, s3.accessKey, s3.secretKey],
    [reader, s3.reader?.accessKey, s3.reader?.secretKey],
  ]
  await writeFile(roles, known.map((role) => `${role.join(' ')}\n`).join(''))
  return {
    reader,
    writer,
    inputs: (role) => ({ 'aws-role': role, 'aws-region': 'us-east-1' }),
    remote: { url: 's3://official/dvc', endpointurl: s3.endpoint },
    variables: {},
    fill: async (alice) => {
      const keys = { access_key_id: s3.accessKey, secret_access_key: s3.secretKey }
      for (const [name, value] of Object.entries(keys))
        await alice.dvc('remote', 'modify', '-q', '--local', 'storage', name, value)
      await alice.dvc('push', '-q')
    },
    stop: s3.stop,
  }
}

async function startGoogle(): Promise<Cloud> {
  const { remotes, stop } = await startRemotes(await scratch(), ['gs'])
  const { gs } = remotes
  const { endpointurl = '', projectname = '' } = gs.credentials.right
  const account = (name: string) => `${name}@team.iam.gserviceaccount.com`
  return {
    reader: account('reader'),
    writer: account('right'),
    inputs: (name) => ({
      'gcp-workload-identity-provider': 'projects/1/locations/global/workloadIdentityPools/github/providers/github',
      'gcp-service-account': name,
    }),
    remote: { url: gs.url('dvc'), endpointurl, projectname },
    variables: { E2E_GOOGLE: gs.federation ?? '' },
    fill: (alice) => filled(gs, alice),
    stop,
  }
}

/** Azurite gives each identity every right: this proves the login, and no right. */
async function startAzure(): Promise<Cloud> {
  const azure = await startAzureCloud(await scratch())
  return {
    reader: 'application-that-reads',
    writer: 'application-that-writes',
    inputs: (id) => ({ 'azure-client-id': id, 'azure-tenant-id': 'tenant' }),
    remote: { url: azure.url('dvc'), account_name: azure.account },
    variables: { ...azure.variables, E2E_AZURE: azure.token },
    fill: (alice) => filled(azure, alice),
    stop: azure.stop,
  }
}

function filled(remote: Pick<RemoteServer, 'put'>, alice: Clone): Promise<void> {
  return fill(remote, 'dvc', alice.storage)
}

export const CLOUDS: readonly { cloud: string; start: (roles: string) => Promise<Cloud> }[] = [
  { cloud: 'AWS', start: startAws },
  { cloud: 'Google Cloud', start: startGoogle },
  { cloud: 'Azure', start: startAzure },
]

/** A file for E2E_ROLES in a folder of its own. */
export async function rolesFile(): Promise<string> {
  return join(await scratch(), 'roles')
}
