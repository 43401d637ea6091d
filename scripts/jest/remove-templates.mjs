export { tearDown as default } from './templates.mjs'
