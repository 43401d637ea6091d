import { text } from 'node:stream/consumers'
import { RESULT_MARK, type Task, work } from './cache/worker.js'

// A separate process can be ended when it takes too long, and the output of the toolkit stays apart from the log of the
// run.
const result = await work(JSON.parse(await text(process.stdin)) as Task)
process.stdout.write(`\n${RESULT_MARK}${JSON.stringify(result)}\n`)
