/** The diffstat, as git draws it. */
import type { FilePatch } from './file-patch.js';
import { concat, type Latin1, latin1 } from './latin1.js';
import { quotePath } from './quote.js';

/** What the diffstat needs of a file's patch. */
export type StatOf = Pick<FilePatch, 'path' | 'oldMode' | 'newMode' | 'added' | 'removed'>;

/** The least columns for a graph, and for a name. */
const LEAST_GRAPH = 6;
const LEAST_NAME = 16;
/** What stands around name, number and graph: ` `, ` | `, ` ` and one spare. */
const FRAME = 6;

/**
 * One line per file with a graph, the summary line, and lines for added and deleted files and changed modes.
 *
 * @param width Columns of a file's line: 72 in a mail, 80 for `git diff --stat` in a pipe.
 */
export function diffstat(files: readonly StatOf[], width = 72): Latin1 {
  return concat(fileLines(files, width), summaryLine(files), ...files.map(modeLine));
}

function fileLines(files: readonly StatOf[], wanted: number): Latin1 {
  const names = files.map(file => quotePath(file.path));
  const longest = Math.max(0, ...names.map(name => name.length));
  const most = Math.max(0, ...files.map(file => file.added + file.removed));
  const digits = `${most}`.length;
  const width = Math.max(wanted, LEAST_NAME + LEAST_GRAPH + digits);

  let nameWidth = longest;
  let graphWidth = most;
  if (nameWidth + digits + FRAME + graphWidth > width) {
    const share = Math.floor((width * 3) / 8) - digits - FRAME;
    if (graphWidth > share) graphWidth = Math.max(share, LEAST_GRAPH);
    const rest = width - digits - FRAME;
    if (nameWidth > rest - graphWidth) nameWidth = rest - graphWidth;
    else graphWidth = rest - nameWidth;
  }

  const lines = files.map((file, at) => {
    const name = cutName(names[at]!, nameWidth).padEnd(nameWidth);
    const number = `${file.added + file.removed}`.padStart(digits);
    const [plus, minus] = scale(file.added, file.removed, graphWidth, most);
    const graph = plus + minus > 0 ? ` ${'+'.repeat(plus)}${'-'.repeat(minus)}` : '';
    return ` ${name} | ${number}${graph}\n`;
  });
  return latin1(lines.join(''));
}

/** The tail of a name that is too long, from a `/` on where its tail has one. */
function cutName(name: string, width: number): string {
  if (name.length <= width) return name;
  const tail = name.slice(name.length - Math.max(0, width - 3));
  const slash = tail.indexOf('/');
  return `...${slash < 0 ? tail : tail.slice(slash)}`;
}

/** How many `+` and `-` a file gets: in proportion to the greatest change, but no change goes unseen. */
function scale(added: number, removed: number, width: number, most: number): readonly [number, number] {
  if (width > most) return [added, removed];
  const share = (count: number): number => (count === 0 ? 0 : 1 + Math.floor((count * (width - 1)) / most));
  let total = share(added + removed);
  if (total < 2 && added > 0 && removed > 0) total = 2;
  if (added < removed) {
    const plus = share(added);
    return [plus, total - plus];
  }
  const minus = share(removed);
  return [total - minus, minus];
}

function summaryLine(files: readonly StatOf[]): Latin1 {
  if (files.length === 0) return latin1(' 0 files changed\n');
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  let line = ` ${count(files.length, 'file')} changed`;
  if (added > 0 || removed === 0) line += `, ${count(added, 'insertion')}(+)`;
  if (removed > 0 || added === 0) line += `, ${count(removed, 'deletion')}(-)`;
  return latin1(`${line}\n`);
}

function modeLine({ path, oldMode, newMode }: StatOf): Latin1 {
  const name = quotePath(path);
  if (oldMode === undefined) return latin1(` create mode ${newMode} ${name}\n`);
  if (newMode === undefined) return latin1(` delete mode ${oldMode} ${name}\n`);
  return latin1(oldMode === newMode ? '' : ` mode change ${oldMode} => ${newMode} ${name}\n`);
}
