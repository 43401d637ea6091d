/** The state of the step in which its main part tells its post part what to keep. */
export const PENDING_CACHES = 'pending-caches'
