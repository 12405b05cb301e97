/** Runs a command and measures it: wall clock, and the memory of it with all its children. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The memory of a process and all its children, in kilobytes. */
function memoryOf(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {}
  }
  const isBelow = one =>
    one === pid || (parents.has(one) && parents.get(one) > 1 && isBelow(parents.get(one)));
  let sum = 0;
  for (const one of parents.keys()) {
    if (!isBelow(one)) continue;
    try {
      sum += Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${one}/status`, 'latin1'))?.[1] ?? 0);
    } catch {}
  }
  return sum;
}

/** Seconds, and megabytes at the peak (looked at every 50 ms). */
export function measure([command, ...args], cwd) {
  return new Promise(resolve => {
    const begun = performance.now();
    const child = spawn(command, args, { cwd, stdio: 'ignore' });
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, memoryOf(child.pid));
    }, 50);
    child.on('close', () => {
      clearInterval(watch);
      resolve({ seconds: (performance.now() - begun) / 1000, megabytes: peak / 1024 });
    });
  });
}

export const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
