// Types keys into a program in a pseudo-terminal, each once the program asks for one: it lets go of what was typed while
// it was busy. Arguments: the command of a shell, the keys, and `stay` where the person does not go away behind the last.
// What $EARLY holds is typed before anything is shown. What the terminal shows comes out.
import { spawn } from 'node:child_process';

const [command, keys, stay] = process.argv.slice(2);
const rest = keys.match(/\x1b\[[A-Z]|[\s\S]/g) ?? [];
/** What asks for a key, at the end of what is shown: a question, or a line that is being typed. */
const ASKS = /(?:\?\]\? |(?:search|go): [^\n]*)$/;

const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
terminal.stdin.write(process.env.EARLY ?? '');
let shown = '';
let answered = '';
terminal.stdout.setEncoding('utf8').on('data', text => {
  process.stdout.write(text);
  shown += text.replace(/\x1b\[[0-9;]*m/g, '');
  // A piece may end within what asks, or bring nothing to see.
  if (shown === answered || !ASKS.test(shown)) return;
  answered = shown;
  if (rest.length > 0) terminal.stdin.write(rest.shift());
  else if (stay === undefined) terminal.stdin.end();
});
terminal.on('exit', code => {
  process.exitCode = code;
});
