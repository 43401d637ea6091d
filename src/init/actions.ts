// The actions that a written workflow uses. Others are pinned by their commit; dvc-ci by the tag of its release.

export const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0'
export const PYTHON = 'actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0'
export const UPLOAD = 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2'
export const DOWNLOAD = 'actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0'
export const AWS_LOGIN = 'aws-actions/configure-aws-credentials@a03048d87541d1d9fcf2ecf528a4a65ba9bd7838 # v5.0.0'
export const GCP_LOGIN = 'google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0'
export const AZURE_LOGIN = 'azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5 # v2.3.0'

/** The release of dvc-ci that workflows use unless a person names another one, with its documentation. */
export const RELEASE = 'v1'

/** The action as a step uses it. A tag of ours moves with each release on purpose, so it is no finding of zizmor. */
export function dvcCi(release: string): string {
  return /^[0-9a-f]{40}$/.test(release)
    ? `dvc-ci/dvc-ci@${release}`
    : `dvc-ci/dvc-ci@${release} # zizmor: ignore[unpinned-uses] or name a commit: dvc-ci init --release COMMIT`
}

/** The address of a page of the documentation. */
export function documentation(page: string): string {
  return `https://github.com/dvc-ci/dvc-ci/blob/${RELEASE}/docs/${page}`
}
