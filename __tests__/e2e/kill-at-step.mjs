// Loaded before faultline: kills the process instead of its Nth step that changes the disk.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { O_WRONLY, O_RDWR, O_CREAT } = fs.constants;
let left = Number(process.env.KILL_AT_STEP);

const STEPS = [
  ...['writeFileSync', 'writeSync', 'fsyncSync', 'renameSync', 'linkSync', 'rmSync', 'mkdirSync', 'rmdirSync'],
  ...['copyFileSync', 'fchmodSync', 'fchownSync', 'openSync'],
];
for (const name of STEPS) {
  const step = fs[name];
  fs[name] = (...args) => {
    if (changes(name, args) && --left === 0) process.kill(process.pid, 'SIGKILL');
    return step(...args);
  };
}
syncBuiltinESMExports();

function changes(name, [, flags]) {
  if (name !== 'openSync') return true;
  return typeof flags === 'string' ? flags !== 'r' : ((flags ?? 0) & (O_WRONLY | O_RDWR | O_CREAT)) !== 0;
}
