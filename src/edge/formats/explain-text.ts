/** An explanation for people. */
import type { ExplainedFunction, ExplainedSite, Explanation } from '../../explain.js';
import type { SlotTable } from '../../facts/index.js';
import { groupBy } from '../../order.js';
import { NO_TABLE } from '../../report/report.js';
import { decodeUtf8, printable, printableCode } from '../../unicode.js';
import { type ChainStep, type Change, LEFT_OUT, type TableRow, type Verdict } from '../../verdict.js';
import { diffForPeople } from '../diff-text.js';
import { brushOf, placeOf, plural } from '../ledger-text.js';
import type { Paint } from '../paint.js';

/** So many chains or callers are shown. */
const MOST = 12;
/** More tables than this are only counted. */
const FEW_TABLES = 4;

/** The patch of a change, one unit per byte. */
export type PatchOf = (change: Change) => string;

/** The explanation, in blocks with blank lines between them. */
export function explanationText(explanation: Explanation, patchOf: PatchOf, paint: Paint): string {
  const { path, line, source, function: fn, sites, stored, kept, nearby } = explanation;
  const number = String(line).padStart(5);
  const blocks = [
    `${paint.bold(`${printable(path)}:${line}`)}\n${number} |${printableCode(decodeUtf8(source))}\n`,
  ];
  if (fn !== undefined) blocks.push(functionText(fn, paint));
  for (const { name, slot } of stored) {
    const place = `${slot.holder}.${slot.field}`;
    blocks.push(
      `this line puts ${shown(name)}() into ${shown(place)}, a slot of struct ${slot.table.struct}: context ${slot.table.context}\n`,
    );
  }
  for (const { name, member } of kept) {
    blocks.push(
      `this line puts ${shown(name)}() into ${shown(member.field)} of struct ${shown(member.struct)}, which is none of the tables whose context is known: it runs where that member is called\n`,
    );
  }
  blocks.push(...sites.map(site => siteText(site, patchOf, paint)));
  if (sites.length + stored.length + kept.length === 0) {
    blocks.push(lookedForText(explanation));
  }
  if (nearby.length > 0) {
    const inside = fn !== undefined && nearby.every(({ occurrence }) => occurrence.inside === fn.name);
    const where = inside ? `also in ${fn.name}()` : 'nearest in this file';
    blocks.push(`${where}:\n${nearby.map(verdict => `  ${verdictText(verdict, paint)}\n`).join('')}`);
  }
  return blocks.join('\n');
}

function shown(text: string): string {
  return printable(decodeUtf8(text));
}

function functionText(fn: ExplainedFunction, paint: Paint): string {
  const { name, path, line, unreadable, context, chains, slots, callers } = fn;
  const lines = [
    `${paint.bold(`${shown(name)}()`)} (${printable(path)}:${line})`,
    `  context: ${paint.bold(contextName(fn))}${isNeverCalled(fn) ? ', but all slots that hold it are never compiled' : ''}${context.why === undefined ? '' : `: ${shown(context.why)}`}`,
    ...(context.exported === true ? ['  exported: modules outside the tree may call it too'] : []),
    ...(unreadable === undefined ? [] : [`  its body cannot be read: ${shown(unreadable)}`]),
    ...list(chains, ({ context: of, steps }) => `  ${of}: ${chainText(steps)}`),
    ...(context.doubtful === undefined || context.doubtful.length < 2
      ? []
      : [`  doubt: ${chainText(context.doubtful)}`]),
    ...list(
      slots,
      ({ holder, field, path: at, line: row, dead, table }) =>
        `  slot: ${shown(`${holder}.${field}`)} of struct ${table.struct} (${printable(at)}:${row})${dead ? ', which is never compiled' : ''}`,
    ),
    ...list(
      callers,
      ({ name: caller, path: at, line: row }) => `  caller: ${shown(caller)}() (${printable(at)}:${row})`,
    ),
  ];
  return lines.map(text => `${text}\n`).join('');
}

function list<T>(items: readonly T[], lineOf: (item: T) => string): readonly string[] {
  const lines = items.slice(0, MOST).map(lineOf);
  return items.length > MOST ? [...lines, `  … and ${items.length - MOST} more`] : lines;
}

/** Whether only slots lead to a function that no configuration compiles. */
function isNeverCalled({ context, slots, callers }: ExplainedFunction): boolean {
  return (
    context.kind === 'only' && callers.length === 0 && slots.length > 0 && slots.every(({ dead }) => dead)
  );
}

/** `fault`, `both fault and process`, `unknown`. */
function contextName({ context: { kind, names } }: ExplainedFunction): string {
  if (kind === 'only') return names[0]!;
  return kind === 'both' ? `both ${names.join(' and ')}` : 'unknown';
}

/** `gem_vm_ops.fault (drv.c:40) -> gem_fault (gem.c:120) -> insert (gem.c:80)` */
function chainText(steps: readonly ChainStep[]): string {
  return steps.map(({ name, path, line }) => `${shown(name)} (${printable(path)}:${line})`).join(' -> ');
}

function siteText(
  { verdict, decidedBy, advice, change }: ExplainedSite,
  patchOf: PatchOf,
  paint: Paint,
): string {
  const { kind, code, transform, message, occurrence } = verdict;
  const judge = decidedBy === 'rule' ? `the rule of ${transform}` : 'the engine, where no rule could';
  const lines = [
    `${paint.bold(occurrence.keyword)}: ${brushOf(kind, paint)(kind)} [${code}]`,
    `  why: ${shown(message)}`,
    `  guard: ${code}, of ${judge}`,
    `  to change it: ${advice}`,
  ];
  const head = lines.map(text => `${text}\n`).join('');
  if (change === undefined) return head;
  const note = change.table.length === 0 ? '' : `  ${paint.dim(`(${LEFT_OUT})`)}\n`;
  const differences = change.differences.map(sentence => `  differs: ${shown(sentence)}\n`).join('');
  const { about, table } = change;
  const whose = about === undefined || about === occurrence.inside ? '' : `  in ${shown(about)}():\n`;
  return `${head}${differences}\n${whose}${tableText(table)}${note}\n${diffForPeople(patchOf(change), paint)}`;
}

/** The value table in aligned columns; the last one only where something differs. */
function tableText(table: readonly TableRow[]): string {
  if (table.length === 0) return `  values: ${NO_TABLE}\n`;
  const differs = table.some(({ difference }) => difference !== undefined);
  const head = ['value', 'before', 'after', ...(differs ? ['difference'] : [])];
  const body = table.map(({ value, before, after, difference }) =>
    [value, before, after, ...(differs ? [difference ?? ''] : [])].map(shown),
  );
  const rows = [head, ...body];
  const widths = head.map((_, at) => Math.max(...rows.map(row => row[at]!.length)));
  return rows
    .map(
      row =>
        `  ${row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function lookedForText({ function: fn, lookedFor: { keywords, slots } }: Explanation): string {
  const nothing = fn === undefined ? 'no function and no site here' : 'no site on this line';
  const contexts = [...groupBy(slots, ({ context }) => context)].map(
    ([context, tables]) => `  functions in slots of context ${context}: ${tablesText(tables)}\n`,
  );
  return `${nothing}; looked for:\n  the words ${keywords.join(', ')}\n${contexts.join('')}`;
}

function tablesText(tables: readonly SlotTable[]): string {
  if (tables.length > FEW_TABLES) {
    const some = tables.slice(0, FEW_TABLES).map(({ struct }) => struct);
    return `${plural(tables.length, 'struct')} such as ${some.join(', ')}`;
  }
  return tables.map(({ struct, fields }) => `struct ${struct} (${fields.join(', ')})`).join(', ');
}

function verdictText(verdict: Verdict, paint: Paint): string {
  const { kind, code, occurrence } = verdict;
  return `${placeOf(verdict)}: ${occurrence.keyword}: ${brushOf(kind, paint)(kind)} [${code}]`;
}
