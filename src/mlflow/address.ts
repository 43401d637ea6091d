import { readFileSync } from 'node:fs'
import { SetupError } from '../errors/errors.js'
import type { MlflowAccess } from '../settings/settings.js'

/** A tracking server, ready to be spoken to. */
export interface Address {
  /** Without credentials, query and trailing slash: also what messages and links show. */
  base: string
  /** Value of the header Authorization. */
  authorization?: string
  insecureTls: boolean
  /** Certificates to trust, PEM. */
  ca?: string
}

const KEY = 'tracking-uri'
const SERVER = 'Start a server on it (`mlflow server --backend-store-uri URI`) and give the address of that.'

/**
 * The tracking server that an address means.
 * @throws {SetupError} it is no http(s) address: a database or a folder is read by MLflow's Python client itself, and Databricks speaks another protocol
 */
export function parseAddress(access: MlflowAccess): Address {
  const { uri } = access
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase()
  if (scheme === undefined || !['http', 'https'].includes(scheme)) throw refusal(uri, scheme)
  let url: URL
  try {
    url = new URL(uri)
  } catch (cause) {
    throw new SetupError('mlflow-address-invalid', `the address of MLflow cannot be read: ${withoutUser(uri)}.`, {
      key: KEY,
      value: withoutUser(uri),
      remedy: 'Write it as https://mlflow.example.org, with a path where the server has one.',
      cause,
    })
  }
  const authorization = authorizationOf(access, url)
  const ca = certificates(access.serverCertPath)
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    ...(authorization === undefined ? {} : { authorization }),
    insecureTls: access.insecureTls === true,
    ...(ca === undefined ? {} : { ca }),
  }
}

function refusal(uri: string, scheme: string | undefined): SetupError {
  const value = withoutUser(uri)
  const details = (remedy: string) => ({ key: KEY, value, remedy })
  if (scheme === 'databricks' || scheme === 'databricks-uc' || uri === 'databricks') {
    return new SetupError(
      'mlflow-address-unsupported',
      `the address of MLflow is ${value}, and dvc-ci does not speak the protocol of Databricks.`,
      details(
        'Give the address of an MLflow server (https://…), or leave `tracking-uri` and MLFLOW_TRACKING_URI empty.',
      ),
    )
  }
  if (scheme === 'file' || scheme === undefined)
    return new SetupError(
      'mlflow-address-unsupported',
      `the address of MLflow is the folder ${value}, which no other machine can reach over REST.`,
      details(SERVER.replace('URI', scheme === undefined ? `file:${value}` : value)),
    )
  return new SetupError(
    'mlflow-address-unsupported',
    `the address of MLflow is ${value}, a ${/^(sqlite|mysql|postgresql|mssql)/.test(scheme) ? 'database' : `'${scheme}:' address`} that only MLflow itself reads, not reachable over REST.`,
    details(SERVER.replace('URI', value)),
  )
}

/** A user goes before a token, as in MLflow's own client (mlflow/utils/rest_utils.py); credentials in the address come last. */
function authorizationOf({ token, username, password }: MlflowAccess, url: URL): string | undefined {
  if (username !== undefined && password !== undefined) return basic(username, password)
  if (token !== undefined) return `Bearer ${token}`
  return url.username === '' && url.password === ''
    ? undefined
    : basic(decodeURIComponent(url.username), decodeURIComponent(url.password))
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

function certificates(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new SetupError('certificate-unreadable', `MLFLOW_TRACKING_SERVER_CERT_PATH: ${path} cannot be read.`, {
      key: 'MLFLOW_TRACKING_SERVER_CERT_PATH',
      value: path,
      remedy: 'Give the path of a PEM file.',
      cause,
    })
  }
}

/** An address without the user part that it may have. */
export function withoutUser(uri: string): string {
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}
