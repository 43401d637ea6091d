/**
 * One MLflow server for the suites of a run. The first suite that asks for its address starts it: a start takes 13 s of
 * processor time. Each suite has experiments and models of its own names.
 */
import { createServer } from 'node:net'
import { startMlflow } from '../demo/mlflow.mjs'

/**
 * @param socket tells the address to each connection
 * @param directory gets the database and the artifacts
 * @returns a function that ends MLflow
 */
export async function startMlflowServer(socket, directory) {
  let mlflow
  const server = createServer((connection) => {
    connection.on('error', () => undefined)
    mlflow ??= startMlflow(directory)
    mlflow.then(
      ({ url }) => connection.end(JSON.stringify({ url })),
      ({ message }) => connection.end(JSON.stringify({ message })),
    )
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve)
  })
  server.unref()
  return async () => {
    server.close()
    const started = await mlflow?.catch(() => undefined)
    await started?.stop()
  }
}
