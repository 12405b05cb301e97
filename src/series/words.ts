/** What a patch says below its subject: why it is made, what it does for each value, and how it came to be. */
import { groupBy } from '../order.js';
import { columnsOf } from '../patch/index.js';
import type { EngineCode } from '../reasons.js';
import type { AnyTransform } from '../transform.js';
import {
  type Change,
  type ChangeWords,
  LEFT_OUT,
  type Ledger,
  type TableRow,
  type Vantage,
} from '../verdict.js';
import { VERSION } from '../version.js';
import type { Apart } from './apart.js';
import { listed, paragraph, plural, shown, shownName, WIDTH } from './paragraphs.js';
import { particularsOf } from './particulars.js';
import type { Step } from './plan.js';
import type { StagedFile } from './stages.js';
import { wordsOf } from './subjects.js';

/** How a series came to be. */
export interface Making {
  /** The command that makes it again, as a person would type it in the tree: its pieces, each kept on one line. */
  readonly command: readonly string[];
  /** The command that was run after each patch, and succeeded; undefined where there was none. */
  readonly build?: string | undefined;
  /** Functions that go on saying another type than their slots will; what comes last says so. */
  readonly apart?: readonly Apart[] | undefined;
  /** What the run found of all that was looked at. */
  readonly ledger: Pick<Ledger, 'verdicts'>;
}

/**
 * The message of a step's patch.
 *
 * @param files What it does, for what has to be said of it alone.
 */
export function bodyOf(
  step: Step,
  transforms: readonly AnyTransform[],
  making: Making,
  files: readonly StagedFile[] = [],
): string {
  const why = reasonsOf(wordsOf(step, transforms));
  const names = new Set(step.changes.flatMap(change => change.transforms));
  // What comes first is what all of them need.
  const isMeant = (name: string) => step.phase === 'first' || names.has(name);
  const members = transforms.map(({ name }) => name).filter(isMeant);
  return [
    ...why,
    // What comes before or after all others says in words of its own what it does.
    ...(step.phase === undefined ? particularsOf(files) : []),
    ...(step.phase === 'last' ? notTaken(names, making.ledger) : []),
    ...(step.changes.some(({ phase }) => phase === 'last') ? stillOf(making.apart ?? [], why) : []),
    ...tablesOf(step),
    ...differencesOf(step.changes),
    ...editedOf(step.changes),
    ...madeBy(members, making, checkedOf([step])),
  ].join('\n\n');
}

/** Codes of changes that a rule offered, and that a person or a proof keeps out. */
const KEPT_OUT: ReadonlySet<string> = new Set<EngineCode>([
  'declined',
  'ignored',
  'edit-unproven',
  'unproven',
  'overlap',
]);
/** So many functions are named. */
const MOST_NAMED = 4;

/** What comes last is said to follow on all others: here, on which it does not. */
function notTaken(transforms: ReadonlySet<string>, { verdicts }: Making['ledger']): readonly string[] {
  const out = verdicts.filter(({ code, transform }) => KEPT_OUT.has(code) && transforms.has(transform));
  const places = new Set(
    out.map(({ occurrence: { inside, path, line } }) =>
      inside === undefined ? shownName(`${path}:${line}`) : `${shown(inside)}() in ${shownName(path)}`,
    ),
  );
  return places.size === 0
    ? []
    : [paragraph(`The series leaves out what could be changed of ${listedSome([...places])}.`)];
}

/** Which functions stay of another type than the slots they stand in, but for those that are named already. */
function stillOf(apart: readonly Apart[], said: readonly string[]): readonly string[] {
  const fresh = apart.filter(({ head: { name } }) => !said.some(text => text.includes(`${name}()`)));
  return [...groupBy(fresh, ({ head: { type }, slotType }) => `${type} ${slotType}`).values()].map(own => {
    const names = own.map(({ head: { name, path } }) => `${shown(name)}() in ${shownName(path)}`);
    const { head, slotType } = own[0]!;
    return paragraph(
      `${listedSome(names)} still ${own.length === 1 ? 'returns' : 'return'} ${shown(head.type)}, which to the ` +
        `compiler is the same as ${shown(slotType)} for now.`,
    );
  });
}

/** The names, or the first of them and how many more there are. */
function listedSome(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return listed(names);
  const named = names.slice(0, MOST_NAMED - 1);
  return listed([...named, `${names.length - named.length} more`]);
}

/**
 * Why the changes are made: the paragraphs of all, each once. Those that differ from earlier ones in the names of
 * functions alone are not said again; the functions are named.
 */
export function reasonsOf(words: readonly ChangeWords[]): readonly string[] {
  const texts: string[] = [];
  const shapes = new Set<string>();
  let others: readonly (readonly string[])[] = [];
  const nameOthers = () => {
    // Of a paragraph that names some of what another one names nothing more is to be said.
    const own = others.filter(
      names => !others.some(more => more.length > names.length && isWithin(names, more)),
    );
    const said = new Set(own.map(names => names.join(' with ')));
    if (said.size > 0) texts.push(`The same goes for ${listed([...said])}.`);
    others = [];
  };
  for (const text of new Set(words.flatMap(({ why }) => why))) {
    const shape = text.replace(FUNCTION, '()');
    if (shapes.has(shape)) others = [...others, [...new Set(text.match(FUNCTION))]];
    else {
      nameOthers();
      texts.push(text);
      shapes.add(shape);
    }
  }
  nameOthers();
  return texts.map(text => paragraph(text));
}

function isWithin(names: readonly string[], more: readonly string[]): boolean {
  return names.every(name => more.includes(name));
}

const FUNCTION = /\b[A-Za-z_]\w*\(\)/g;

/** How changes were checked: for each value, by comparing functions, or not at all. */
export type Checked = 'by value' | 'compared' | 'compared, but' | 'not';

/** How the changes of some steps were checked. */
export function checkedOf(steps: readonly Step[]): Checked {
  if (steps.some(({ changes }) => changes.some(({ table }) => table.length > 0))) return 'by value';
  if (steps.every(({ phase }) => phase !== undefined)) return 'not';
  const isSame = steps.every(({ changes }) => changes.every(({ differences }) => differences.length === 0));
  return isSame ? 'compared' : 'compared, but';
}

const CHECKS: Readonly<Record<Checked, string>> = {
  'by value':
    'The tool evaluated each function before and after, for every value that the old call can return. ',
  compared: 'The tool compared each function before and after: they do the same. ',
  'compared, but':
    'The tool compared each function before and after: they do the same, but for what is said above. ',
  not: '',
};

/** Which tool made it, from what, with which command, and how it was tested: what a maintainer asks of made code. */
export function madeBy(
  members: readonly string[],
  { command, build }: Making,
  checked: Checked,
): readonly string[] {
  const checks = CHECKS[checked];
  return [
    paragraph(`Made by faultline ${VERSION}, ${plural('transform', members.length)} ${listed(members)}:`),
    commandText(command),
    ...(build === undefined
      ? [paragraph(`${checks}The result was neither compiled nor run.`)]
      : [
          // What the command does is for the reader to judge: it may be anything.
          paragraph(
            `${checks}After each patch of the series this command was run, and it succeeded` +
              `${isPlain(build) ? '' : ' (its blanks are folded here, and what is not ASCII may be)'}:`,
          ),
          paragraph(build, '  ', '    '),
          paragraph('Nothing else was tested.'),
        ]),
  ];
}

/** Whether a command reads in a paragraph as it was run. */
const isPlain = (command: string): boolean => /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(command);

/** A command that can be copied: where it is too long for a line, a backslash says that it goes on. */
function commandText(pieces: readonly string[]): string {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const longer = `${last} ${piece}`;
    if (last !== undefined && columnsOf(`${longer} \\`) <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`${last === undefined ? '  ' : '    '}${piece}`);
  }
  return lines.join(' \\\n');
}

/** What each function does for each value; functions that do the same share a table. */
function tablesOf(step: Step): readonly string[] {
  const withTable = step.changes.filter(({ table }) => table.length > 0);
  if (withTable.length === 0) return [];
  const groups = [...groupBy(withTable, ({ table }) => JSON.stringify(table)).values()];
  const head = `For each value that the old call can return, as before unless said (${LEFT_OUT}):`;
  return [paragraph(head), ...groups.map(own => tableText(own, step))];
}

function tableText(changes: readonly Change[], step: Step): string {
  const names = headsOf(changes, step);
  const rows = [...groupBy(changes[0]!.table, row => JSON.stringify({ ...row, value: '' })).values()];
  return [paragraph(`${names}:`, '  '), ...rows.map(rowText)].join('\n');
}

function rowText(rows: readonly TableRow[]): string {
  const { before, after } = rows[0]!;
  const values = rows.map(({ value }) => value).join(', ');
  // The verb is not said twice.
  const was = after.startsWith('returns ') ? before.replace(/^returns /, '') : before;
  const outcome = before === after ? after : `${after} (before: ${was})`;
  return paragraph(shown(`${values}: ${outcome}`), '    ', '      ');
}

/**
 * What a table is of. Where that is a function which the patch leaves alone, those that it converts come first, or
 * nobody would know why it is spoken of.
 */
function headsOf(changes: readonly Change[], step: Step): string {
  const isFar = (change: Change) => change.from !== undefined && !isIn(change.from, step);
  const own = changes.filter(change => !isFar(change)).map(nameOf);
  const far = [...groupBy(changes.filter(isFar), ({ about, from }) => `${about} ${from!.path}`).values()];
  const seen = far.map(same => {
    const { path } = same[0]!.from!;
    const below = [...new Set(same.flatMap(({ from }) => from!.over))].map(name => shown(`${name}()`));
    const where = step.paths.includes(path) ? '' : ` in ${shownName(path)}`;
    return `${listed(below)}, by what ${nameOf(same[0]!)}${where} makes of ${below.length === 1 ? 'it' : 'them'}`;
  });
  return [[...new Set(own)].join(', '), ...seen].filter(text => text !== '').join('; ');
}

/** Whether a step edits the function that a table is of. */
function isIn({ path, start, end }: Vantage, { changes }: Step): boolean {
  return changes.some(({ edits }) =>
    edits.some(edit => edit.path === path && edit.start < end && edit.end > start),
  );
}

/** The function that a change's table is of: as it was proven, or by its id (`path:function`), or the place. */
function nameOf({ id, about }: Change): string {
  if (about !== undefined) return shown(`${about}()`);
  const name = id.slice(id.lastIndexOf(':') + 1).replace(/#\d+$/, '');
  return shownName(/^[A-Za-z_]\w*$/.test(name) ? `${name}()` : id);
}

function differencesOf(changes: readonly Change[]): readonly string[] {
  const all = [...new Set(changes.flatMap(({ differences }) => differences))].map(shown);
  if (all.length === 0) return [];
  return [paragraph(`${plural('Declared difference', all.length)}: ${all.join('; ')}.`)];
}

/** Which functions a person edited: what is said of them was proven of the text as it is. A paragraph, or none. */
export function editedOf(changes: readonly Pick<Change, 'edited'>[]): readonly string[] {
  const names = [...new Set(changes.flatMap(({ edited = [] }) => edited))].map(name => shown(`${name}()`));
  const verb = names.length === 1 ? 'it is' : 'they are';
  return names.length === 0
    ? []
    : [paragraph(`Edited by hand, and evaluated as ${verb}: ${listedSome(names)}.`)];
}
