/** State of the step: its main part stores here the files that its post part must cache. */
export const PENDING_CACHES = 'pending-caches'
