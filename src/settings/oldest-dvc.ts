/** The oldest supported DVC: DVC 3 changed the layout of caches and remotes. */
export const MINIMUM_DVC_VERSION = '3.0'
