/** Takes the place of `node:child_process` in unit suites. */
const refuse = (name) => () => {
  throw new Error(`a unit suite started a program (${name}): name the suite *.real.test.ts`)
}
export class ChildProcess {}
export const exec = refuse('exec')
export const execFile = refuse('execFile')
export const execFileSync = refuse('execFileSync')
export const execSync = refuse('execSync')
export const fork = refuse('fork')
export const spawn = refuse('spawn')
export const spawnSync = refuse('spawnSync')
export default { ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync }
