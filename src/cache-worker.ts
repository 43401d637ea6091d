import { text } from 'node:stream/consumers'
import { type Order, RESULT_MARK, work } from './cache/worker.js'
import { hideCredentials } from './run/own-process.js'

// A separate process can be ended when it takes too long, and the output of the toolkit stays apart from the log of the
// run.
hideCredentials(process.env)
const { task, env } = JSON.parse(await text(process.stdin)) as Order
Object.assign(process.env, env)
const result = await work(task)
process.stdout.write(`\n${RESULT_MARK}${JSON.stringify(result)}\n`)
