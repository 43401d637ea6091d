import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { CancelledError } from '../../src/errors/errors.js'
import { emptyReport } from '../../src/report/report.js'
import { createRun, type Run } from '../../src/run/run.js'
import { type Resource, type Step, StepGraph, withSteps } from '../../src/run/steps.js'
import type { Settings } from '../../src/settings/settings.js'
import { quietHost } from '../support/host.js'
import { examples } from '../support/turn.js'

/** A run whose log is a list of lines. */
function recordedRun(): { run: Run; lines: string[]; cancel: () => void } {
  const lines: string[] = []
  const say = (text: string) => {
    lines.push(text)
  }
  const host = quietHost({
    info: say,
    debug: say,
    notice: say,
    error: say,
    warning: (text) => say(`warning: ${text}`),
    output: say,
    begin: (name) => {
      say(`> ${name}`)
      return (conclusion) => say(`< ${name} ${conclusion}`)
    },
  })
  const controller = new AbortController()
  const report = emptyReport('validate', { sha: '', ref: '', event: 'local', trusted: true })
  // A graph reads no setting.
  const run = createRun(
    { shellFolder: '/project', workingDirectory: '/project' } as Settings,
    host,
    controller.signal,
    report,
  )
  return { run, lines, cancel: () => controller.abort() }
}

const names = ({ report }: Run) => report.steps.map(({ name }) => name)
const tick = () => pause(1)

/** A body that writes to the log, waits so many turns of the event loop and records itself. */
const work =
  (run: Run, name: string, turns = 1) =>
  () =>
    run.step(name, async (outcome) => {
      run.host.info(`${name} begins`)
      for (let turn = 0; turn < turns; turn++) await tick()
      outcome.message = `${name} is done`
      return name
    })

describe('a graph of steps', () => {
  it('gives the values of steps to the steps that need them', async () => {
    const { run } = recordedRun()
    await withSteps(run, async (steps) => {
      const one = steps.step('one', [], () => 1)
      const two = steps.step('two', [one], (value) => Promise.resolve(`${value + 1}`))
      const both = steps.step('both', [one, two], (a, b) => [a, b])
      await steps.finish()
      expect(await steps.value(both)).toEqual([1, '2'])
    })
  })

  it('starts a step as soon as its needs are there, and keeps log and report in the written order', async () => {
    const { run, lines } = recordedRun()
    const started: string[] = []
    await withSteps(run, async (steps) => {
      const slow = steps.step('slow', [], () => {
        started.push('slow')
        return work(run, 'slow', 20)()
      })
      steps.step('after slow', [slow], work(run, 'after slow'))
      steps.step('quick', [], async () => {
        started.push('quick')
        return work(run, 'quick')()
      })
      await steps.finish()
    })
    expect(started).toEqual(['slow', 'quick'])
    expect(lines).toEqual(
      ['slow', 'after slow', 'quick'].flatMap((name) => [`> ${name}`, `${name} begins`, `< ${name} success`]),
    )
    expect(names(run)).toEqual(['slow', 'after slow', 'quick'])
  })

  it('records the seconds of the work of a step and when it started', async () => {
    const { run } = recordedRun()
    await withSteps(run, async (steps) => {
      const first = steps.step('first', [], () => run.step('first', () => pause(60)))
      steps.step('beside', [], () => run.step('beside', () => pause(60)))
      steps.step('after', [first], () => run.step('after', () => pause(60)))
      await steps.finish()
    })
    const [first, beside, after] = run.report.steps
    expect(beside?.started).toBeLessThan((first?.started ?? 0) + 0.05)
    expect(beside?.seconds).toBeGreaterThanOrEqual(0.055)
    expect(after?.started).toBeGreaterThanOrEqual(0.055)
  })

  it('shows the output of the first unfinished step at once', async () => {
    const { run, lines } = recordedRun()
    await withSteps(run, async (steps) => {
      let seen: string[] = []
      steps.step('first', [], async () => {
        run.host.info('early')
        seen = [...lines]
        await tick()
      })
      await steps.finish()
      expect(seen).toEqual(['early'])
    })
  })

  it('refuses a need of another graph, and one that does not exist', () => {
    const { run } = recordedRun()
    const [mine, other] = [new StepGraph(run), new StepGraph(run)]
    const foreign = other.step('foreign', [], () => 1)
    expect(() => mine.step('a', [foreign], () => 1)).toThrow("need 1 of the step 'a' is not a step of this graph.")
    expect(() => mine.step('b', [undefined as unknown as Step<number>], () => 1)).toThrow(
      "need 1 of the step 'b' is not a step of this graph.",
    )
  })

  it('refuses a step that needs itself', () => {
    const { run } = recordedRun()
    const steps = new StepGraph(run)
    let self: Step<number> | undefined
    expect(() => {
      self = steps.step('self', [self as unknown as Step<number>], () => 1)
    }).toThrow("need 1 of the step 'self' is not a step of this graph.")
  })

  it('says which step waits for a milestone that no step reaches', async () => {
    const { run } = recordedRun()
    const steps = new StepGraph(run)
    const never = steps.milestone('never')
    steps.step('waits', [never], () => 1)
    await expect(steps.finish()).rejects.toThrow("the step 'waits' waits for a step or a milestone that never ends.")
  })

  it('starts a step at a milestone inside another one, at the latest when that one has ended', async () => {
    const { run } = recordedRun()
    const order: string[] = []
    await withSteps(run, async (steps) => {
      const [half, end] = [steps.milestone('half'), steps.milestone('end')]
      steps.step(
        'long',
        [],
        async () => {
          await tick()
          half.reach()
          for (let turn = 0; turn < 10; turn++) await tick()
          order.push('long')
        },
        { reaches: [half, end] },
      )
      steps.step('at half', [half], () => order.push('at half'))
      steps.step('at end', [end], () => order.push('at end'))
      await steps.finish()
    })
    expect(order).toEqual(['at half', 'long', 'at end'])
  })

  it('records why a step is left out, and gives undefined to the steps that need it', async () => {
    const { run } = recordedRun()
    await withSteps(run, async (steps) => {
      const left = steps.step('left out', [], () => 1, { skip: () => 'pull: none' })
      const silent = steps.step('silent', [], () => 1, { skip: () => '' })
      const after = steps.step('after', [left, silent], (a, b) => [a, b])
      expect(await steps.value(after)).toEqual([undefined, undefined])
      await steps.finish()
    })
    expect(run.report.steps).toMatchObject([{ name: 'left out', conclusion: 'skipped', message: 'pull: none' }])
  })

  it('ends with the error of the first failed step while three run, as if the steps after it had never run', async () => {
    const { run, lines } = recordedRun()
    const ended: string[] = []
    const flow = withSteps(run, async (steps) => {
      steps.onGiveUp(() => {
        ended.push('given up')
      })
      steps.step('before', [], async () => {
        await work(run, 'before', 10)()
        ended.push('before')
      })
      steps.step('fails', [], () =>
        run.step('fails', async () => {
          await tick()
          throw new Error('broken')
        }),
      )
      steps.step('after', [], async () => {
        await work(run, 'after', 30)()
        ended.push('after')
      })
      await steps.finish()
    })
    await expect(flow).rejects.toThrow('broken')
    expect(ended).toEqual(['before', 'given up', 'after'])
    expect(names(run)).toEqual(['before', 'fails'])
    expect(lines.join()).not.toContain('after')
  })

  it('ends with the earlier of two failures in the written order', async () => {
    const { run } = recordedRun()
    const fail = (after: number, message: string) => async () => {
      for (let turn = 0; turn < after; turn++) await tick()
      throw new Error(message)
    }
    const flow = withSteps(run, async (steps) => {
      steps.step('one', [], fail(10, 'first'))
      steps.step('two', [], fail(1, 'second'))
      await steps.finish()
    })
    await expect(flow).rejects.toThrow('first')
  })

  it('goes on after an optional step has failed, with a warning', async () => {
    const { run, lines } = recordedRun()
    await withSteps(run, async (steps) => {
      const plots = steps.step('plots', [], () => run.step('plots', () => Promise.reject(new Error('no plots'))), {
        optional: true,
      })
      const after = steps.step('after', [plots], (found) => found)
      await steps.finish()
      expect(await steps.value(after)).toBeUndefined()
    })
    expect(run.report.steps).toMatchObject([{ name: 'plots', conclusion: 'warning', message: 'no plots' }])
    expect(lines).toContain('warning: plots: no plots')
  })

  it('gives up an optional step that hangs, with a warning', async () => {
    const { run, lines } = recordedRun()
    let release: (() => void) | undefined
    await withSteps(run, async (steps) => {
      steps.onGiveUp(() => release?.())
      steps.step('hangs', [], () => new Promise<void>((resolve) => (release = resolve)), {
        optional: { seconds: 0.02 },
      })
      steps.step('work', [], () => tick())
      await steps.finish()
    })
    expect(lines).toEqual(["warning: The step 'hangs' was abandoned: it still ran 0.02 s after all other steps ended."])
  })

  it('does every cleanup, the last one first, and throws the first error of one', async () => {
    const { run } = recordedRun()
    const done: string[] = []
    const flow = withSteps(run, async (steps) => {
      steps.cleanup(() => {
        done.push('first')
      })
      steps.cleanup(() => {
        done.push('second')
        throw new Error('cleanup failed')
      })
      await steps.finish()
    })
    await expect(flow).rejects.toThrow('cleanup failed')
    expect(done).toEqual(['second', 'first'])
  })

  it('starts nothing after a cancel at any step, and does the cleanups', async () => {
    for (let at = 0; at < 5; at++) {
      const { run, cancel } = recordedRun()
      const begun: number[] = []
      let clean = false
      const flow = withSteps(run, async (steps) => {
        steps.cleanup(() => {
          clean = true
        })
        let before: Step<unknown> = steps.step('start', [], () => undefined)
        for (let index = 0; index < 5; index++) {
          before = steps.step(`step ${index}`, [before], async () => {
            begun.push(index)
            if (index === at) cancel()
            await tick()
          })
        }
        await steps.finish()
      })
      // The body of the last step ends well, so that nothing is left to cancel.
      if (at === 4) await flow
      else await expect(flow).rejects.toThrow(CancelledError)
      expect(begun).toEqual(Array.from({ length: at + 1 }, (_, index) => index))
      expect(clean).toBe(true)
    }
  })
})

describe('random graphs of steps', () => {
  const RESOURCES: Resource[] = ['workspace', 'remote', 'branch']
  const node = fc.record({
    needs: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
    reads: fc.subarray(RESOURCES, { maxLength: 2 }),
    writes: fc.subarray(RESOURCES, { maxLength: 1 }),
    turns: fc.nat({ max: 4 }),
    fails: fc.integer({ min: 0, max: 11 }).map((dice) => dice === 0),
  })

  it('never run two steps at once that write one resource, or write and read it, and end as in the written order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 14 }), async (nodes) => {
        const { run } = recordedRun()
        const running = new Set<number>()
        const begun: number[] = []
        const meets = (some: readonly Resource[], others: readonly Resource[]) =>
          some.some((each) => others.includes(each))
        const clash = (a: (typeof nodes)[number], b: (typeof nodes)[number]) =>
          meets(a.writes, b.writes) || meets(a.writes, b.reads) || meets(a.reads, b.writes)
        const clashes: string[] = []
        const flow = withSteps(run, async (steps) => {
          const handles: Step<unknown>[] = []
          for (const [index, { needs, reads, writes, turns, fails }] of nodes.entries()) {
            const wanted = index === 0 ? [] : [...new Set(needs.map((need) => need % index))]
            const before = wanted.flatMap((need) => handles[need] ?? [])
            handles.push(
              steps.step(
                `${index}`,
                before,
                () =>
                  run.step(`${index}`, async () => {
                    begun.push(index)
                    for (const other of running) {
                      const [a, b] = [nodes[index], nodes[other]]
                      if (a !== undefined && b !== undefined && clash(a, b)) clashes.push(`${index} and ${other}`)
                    }
                    running.add(index)
                    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
                    running.delete(index)
                    if (fails) throw new Error(`${index} failed`)
                  }),
                { reads, writes },
              ),
            )
          }
          await steps.finish()
        })
        const first = nodes.findIndex(({ fails }) => fails)
        const outcome = await flow.then(
          () => 'success',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        )
        expect(outcome).toBe(first === -1 ? 'success' : `${first} failed`)
        expect(clashes).toEqual([])
        expect(names(run)).toEqual((first === -1 ? nodes : nodes.slice(0, first + 1)).map((_, index) => `${index}`))
        expect(running.size).toBe(0)
        expect(new Set(begun).size).toBe(begun.length)
      }),
      { numRuns: examples(400) },
    )
  })
})
