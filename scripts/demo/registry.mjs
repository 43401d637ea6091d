import { DemoError } from './narrator.mjs'

/** What MLflow's server has, asked over REST. */
export class Registry {
  constructor(url, model) {
    Object.assign(this, { url, model })
  }

  async ask(path) {
    const answer = await fetch(`${this.url}/api/2.0/mlflow/${path}`)
    if (!answer.ok) throw new DemoError(`MLflow answers ${answer.status} to ${path}: ${await answer.text()}`)
    return answer.json()
  }

  /** Number of the version that has the alias `champion`; undefined without one. */
  async champion() {
    const {
      registered_model: { aliases = [] },
    } = await this.ask(`registered-models/get?name=${this.model}`)
    return aliases.find(({ alias }) => alias === 'champion')?.version
  }

  /** What a run holds, by key. */
  async run(id) {
    const {
      run: {
        data: { metrics = [], params = [], tags = [] },
      },
    } = await this.ask(`runs/get?run_id=${id}`)
    const byKey = (entries) => new Map(entries.map(({ key, value }) => [key, value]))
    return { metrics: byKey(metrics), params: byKey(params), tags: byKey(tags) }
  }
}
