/** The fix where the package index does not answer while dvc-ci installs DVC: the network, or three ways without it. */
export const WITHOUT_INDEX =
  'Check that this machine reaches the package index. Without it: name an index of your own (PIP_INDEX_URL and UV_INDEX_URL), put uv on PATH, or install DVC with the extras of the remotes before dvc-ci runs, which then uses it.'
