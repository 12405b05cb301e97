/** What a patch says: its subject, why it is made, what it does for each value, and how it came to be. */
import { groupBy } from '../order.js';
import { columnsOf, LONGEST_SUBJECT, mailHazards, setParagraph, subjectPrefix } from '../patch/index.js';
import type { AnyTransform } from '../transform.js';
import { decodeUtf8, printable } from '../unicode.js';
import type { Change, TableRow } from '../verdict.js';
import { VERSION } from '../version.js';
import type { Step } from './plan.js';

/** Columns of a message. */
const WIDTH = 75;

/** The subjects of the steps, without brackets: each with its prefix, all different. */
export function subjectsOf(steps: readonly Step[], transforms: readonly AnyTransform[]): readonly string[] {
  const short = steps.map(step => subjectOf(step, subjectPrefix([], step.paths), transforms));
  // Two drivers of one name are told apart by where they lie.
  return short.map((subject, i) => {
    const isAlone = short.indexOf(subject) === short.lastIndexOf(subject);
    return isAlone ? subject : subjectOf(steps[i]!, `${steps[i]!.driver}:`, transforms);
  });
}

/** The titles of what the step does; where they are too many for a line, the first and how many more. */
function subjectOf(step: Step, prefix: string, transforms: readonly AnyTransform[]): string {
  const titles = membersOf(step, transforms).map(({ title }) => title);
  const [first = '', ...more] = titles;
  const subject = (summary: string) => `${prefix} ${summary.charAt(0).toUpperCase()}${summary.slice(1)}`;
  const all = subject(titles.join(', '));
  return columnsOf(all) <= LONGEST_SUBJECT || more.length === 0
    ? all
    : subject(`${first} and ${more.length} more`);
}

function membersOf({ changes }: Step, transforms: readonly AnyTransform[]): readonly AnyTransform[] {
  const names = new Set(changes.flatMap(change => change.transforms));
  return transforms.filter(({ name }) => names.has(name));
}

/** The message of a step's patch. */
export function bodyOf(step: Step, transforms: readonly AnyTransform[]): string {
  const members = membersOf(step, transforms);
  const why = [...new Set(members.flatMap(member => member.why))].map(text => paragraph(text, ''));
  const made =
    `Made by faultline ${VERSION}, ${plural('transform', members.length)} ` +
    `${members.map(({ name }) => name).join(', ')}, which evaluated each function before and after for every value ` +
    'that the old call can return. It was neither compiled nor run so far.';
  return [...why, ...tablesOf(step.changes), ...differencesOf(step.changes), paragraph(made, '')].join(
    '\n\n',
  );
}

/** What each function does for each value; functions that do the same share a table. */
function tablesOf(changes: readonly Change[]): readonly string[] {
  const withTable = changes.filter(({ table }) => table.length > 0);
  if (withTable.length === 0) return [];
  const groups = [...groupBy(withTable, ({ table }) => JSON.stringify(table)).values()];
  const head = 'For each value that the old call returns, the code does what it did, unless said:';
  return [paragraph(head, ''), ...groups.map(tableText)];
}

function tableText(changes: readonly Change[]): string {
  const names = [...new Set(changes.map(nameOf))].join(', ');
  const rows = [...groupBy(changes[0]!.table, row => JSON.stringify({ ...row, value: '' })).values()];
  return [paragraph(`${names}:`, '  '), ...rows.map(rowText)].join('\n');
}

function rowText(rows: readonly TableRow[]): string {
  const { before, after } = rows[0]!;
  const values = rows.map(({ value }) => value).join(', ');
  const outcome = before === after ? after : `${after} (before: ${before})`;
  return paragraph(shown(`${values}: ${outcome}`), '    ', '      ');
}

/** The function that a change is about, by its id (`path:function`); the place where it has none. */
function nameOf({ id }: Change): string {
  const name = id.slice(id.lastIndexOf(':') + 1).replace(/#\d+$/, '');
  return shown(/^[A-Za-z_]\w*$/.test(name) ? `${name}()` : id);
}

function differencesOf(changes: readonly Change[]): readonly string[] {
  const all = [...new Set(changes.flatMap(({ differences }) => differences))].map(shown);
  if (all.length === 0) return [];
  return [paragraph(`${plural('Declared difference', all.length)}: ${all.join('; ')}.`, '')];
}

function shown(text: string): string {
  return printable(decodeUtf8(text));
}

/** A paragraph, indented, and broken so that no line of it means something to mail or git. */
function paragraph(text: string, indent: string, hang = indent): string {
  const set = (width: number) =>
    setParagraph(text, width - hang.length)
      .split('\n')
      .map((line, i) => (i === 0 ? indent : hang) + line)
      .join('\n');
  for (let width = WIDTH; width > WIDTH / 2; width--) {
    const lines = set(width);
    if (mailHazards(lines).length === 0) return lines;
  }
  return set(WIDTH);
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}
