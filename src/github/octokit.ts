import type { getOctokit } from '@actions/github'

/** GitHub's own client, as `@actions/github` builds it. */
export type Octokit = ReturnType<typeof getOctokit>
