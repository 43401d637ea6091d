import { text } from 'node:stream/consumers'
import { RESULT_MARK, type Task, work } from './cache/worker.js'

// A process of its own can be ended when it takes too long, and what the toolkit prints can't be taken for the run's own words.
const result = await work(JSON.parse(await text(process.stdin)) as Task)
process.stdout.write(`\n${RESULT_MARK}${JSON.stringify(result)}\n`)
