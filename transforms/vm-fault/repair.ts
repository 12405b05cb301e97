/** Code that reads VM_FAULT codes as an errno, said as it was meant: as what it does where the call gives an errno. */
import {
  accountOf,
  type Conversion,
  convertFunction,
  type Edit,
  errnosIn,
  type Facts,
  type FunctionRef,
  type Migration,
  namesCalledIn,
  type Offer,
  PRINTS_ITSELF,
  type Proof,
  proveBut,
  proveRepaired,
  proveTogether,
  type Readings,
  type Returns,
  type SourceFile,
  type TableRow,
} from '../../src/kit.js';
import { textAfter } from './after.js';
import { ERRNO_RESTORER, ERROR_CODES, FAULT_CODES, FAULT_TYPE } from './contract.js';
import { migrationIn, restorerIn } from './helpers.js';
import { fateOf, isTyped, type Reader, readAs, readingsIn } from './misread.js';

/** What came of a repair: a change and what it makes different, or why there is none. */
export type Repair =
  | { readonly kind: 'repaired'; readonly change: Offer; readonly manner: 'tested' | 'mapped' | 'restored' }
  | { readonly kind: 'stays'; readonly why: string; readonly at?: string };

interface Part {
  readonly edits: readonly Edit[];
  readonly proof: Proof;
}

/** What is repaired. */
export interface RepairTask extends Reader {
  /** Old calls in the function that move along: old name -> new name. */
  readonly beside: ReadonlyMap<string, string>;
  readonly facts: Facts;
}

type Converted = Extract<Conversion, { kind: 'converted' }>;

/** A repaired function, and how what it returns has changed. */
interface Mended extends Converted {
  readonly returns?: Returns;
}

/** Repairs a function that runs under page faults, and those it hands codes to. */
export function repairUnderFault(task: RepairTask): Repair {
  const parts: Part[] = [];
  const stays = repairInto(parts, task, 0);
  if (stays !== undefined) return stays;
  return offered(parts, 'mapped') ?? { kind: 'stays', why: whyElsewhere(task) };
}

/** Where something is wrong that no change of who returns the code can mend. */
function whyElsewhere({ fn, facts, ...reader }: RepairTask): string {
  const wrong = fateOf({ ...reader, fn }, facts)?.wrong.find(one => one.fn.item !== fn.item);
  return wrong === undefined
    ? `what ${fn.name}() does with it is not among what can be said anew`
    : `${wrong.fn.name}() (${wrong.fn.path}:${wrong.line}) gets it otherwise than as what a function returns`;
}

const MOST_LEVELS = 6;

/** An outcome that nobody wants of success. */
const FAILS = /^returns VM_FAULT_(?:SIGBUS|OOM)$/;

/** Adds the changes of a function and of those above it; gives why one of them cannot be changed. */
function repairInto(parts: Part[], task: RepairTask, level: number): Repair | undefined {
  const { fn, facts } = task;
  const file = facts.file(fn.path);
  const readings = readingsIn(task, facts);
  if (file === undefined || readings === undefined || level > MOST_LEVELS)
    return { kind: 'stays', why: `${fn.name}() cannot be read for certain` };
  const isWrong = readings.all.some(({ taken }) => taken === 'old') || isMapped(task, readings);
  const right = readings.all.find(({ taken, what }) => taken === 'new' && what !== 'is returned');
  if (isWrong || task.beside.size > 0) {
    if (!isFault(fn, facts))
      return { kind: 'stays', why: `${fn.name}() does not run under page faults alone` };
    if (right) {
      const place = `${fn.path}:${right.line}`;
      return { kind: 'stays', why: `it also ${right.what} as a code (${place})` };
    }
    const converted = convertMisread(file, task);
    if (converted.kind !== 'converted') return { kind: 'stays', why: whyOf(file, converted) };
    // Where success fails by what the text means as well, nobody knows what was meant.
    const success = converted.proof.table.find(({ value }) => value === '0');
    if (FAILS.test(success?.after ?? ''))
      return { kind: 'stays', why: `for success, too, it ${success!.after} (${fn.path}:${fn.line})` };
    parts.push(partOf(file, task, converted));
  }
  if (!readings.all.some(({ taken, what }) => taken === 'returned' || what === 'is returned'))
    return undefined;
  const callers = new Map(
    facts.callersOf(fn).map(({ caller }) => [`${caller.path}:${caller.item.start}`, caller]),
  );
  for (const caller of callers.values()) {
    const next = { fn: caller, names: new Set([fn.name]), beside: new Map<string, string>(), facts };
    if ((fateOf(next, facts)?.wrong.length ?? 0) === 0) continue;
    const stays = repairInto(parts, next, level + 1);
    if (stays) return stays;
  }
  return undefined;
}

/** Whether a function gives a code to a map of errnos. */
function isMapped(task: RepairTask, { all }: Readings): boolean {
  const { fn, facts } = task;
  const wrong = fateOf(task, facts)?.wrong.filter(
    one => one.fn.path === fn.path && one.fn.item.start === fn.item.start,
  );
  return all.some(({ taken, start }) => taken === 'handed' && wrong?.some(one => one.start === start));
}

/** Whether a function may return codes: it runs under page faults alone, or says that it returns them. */
function isFault(fn: FunctionRef, facts: Facts): boolean {
  const { kind, names } = facts.contextOf(fn);
  return (kind === 'only' && names.includes('fault')) || isTyped({ fn }, facts);
}

/** The text as it was meant, said with codes; what it returns for a code is the same, or the code that stands for it. */
function convertMisread(file: SourceFile, task: RepairTask): Conversion | Mended {
  const { fn, names, beside, facts } = task;
  const migration = meantIn(file, names, beside, facts);
  // An errno of its own that the function returns as a code has to go as well, since it would be no code either.
  const whole: Returns[] = isTyped({ fn }, facts) ? [{ ...ERROR_CODES, negative: true, keeps: true }] : [];
  let plain: Conversion | undefined;
  for (const returns of ['equal', 'mapped', ...whole] as const) {
    const conversion = convertFunction(file, fn.item, migration, { mayReturn: true, returns });
    if (conversion.kind === 'converted') return { ...conversion, returns };
    plain ??= conversion;
  }
  return plain!;
}

/** The migration of a text that was only renamed, and of old calls beside. */
function meantIn(
  file: SourceFile,
  names: ReadonlySet<string>,
  beside: ReadonlyMap<string, string>,
  facts: Facts,
): Migration {
  const calls = new Map([...beside, ...[...names].map(name => [name, name] as const)]);
  return { ...migrationIn(facts, file.path, calls), misread: true };
}

/**
 * Repairs a function outside of page faults: tests are said of codes, and where the errno goes on it is made again.
 */
export function repairOutside({ fn, names, beside, facts }: RepairTask): Repair {
  const file = facts.file(fn.path);
  const readings = readingsIn({ fn, names }, facts);
  if (file === undefined || readings === undefined)
    return { kind: 'stays', why: `${fn.name}() cannot be read for certain` };
  const right = readings.all.find(({ taken }) => taken === 'new');
  if (right) return { kind: 'stays', why: `it also ${right.what} as a code (${fn.path}:${right.line})` };
  const task = { fn, names, beside, facts };
  const migration = meantIn(file, names, beside, facts);
  const tested = convertFunction(file, fn.item, migration, { mayReturn: false, returns: 'equal' });
  if (tested.kind === 'converted') return offered([partOf(file, task, tested)], 'tested')!;
  const restorer = restorerIn(facts, file.path, migration);
  if (restorer === undefined)
    return { kind: 'stays', why: `the errno is wanted, and the tree has no ${ERRNO_RESTORER}()` };
  if (readings.typed !== undefined)
    return {
      kind: 'stays',
      why: `the errno is wanted, and ${readings.typed} is declared ${FAULT_TYPE.codeType}`,
    };
  const restoring: Migration = { ...migration, restorer, returned: [] };
  const restored = convertFunction(file, fn.item, restoring, { mayReturn: false, returns: 'equal' });
  if (restored.kind !== 'converted') return { kind: 'stays', why: whyOf(file, restored) };
  return offered([partOf(file, task, restored, restoring)], 'restored')!;
}

function whyOf(file: SourceFile, conversion: Exclude<Conversion, { kind: 'converted' }>): string {
  const why = conversion.kind === 'differs' ? conversion.sentence : conversion.why;
  const at = 'at' in conversion ? conversion.at : undefined;
  return at === undefined ? why : `${why} (${file.path}:${file.position(at).line})`;
}

/** The changes as one offer; undefined where there are none. */
function offered(
  parts: readonly Part[],
  manner: Extract<Repair, { kind: 'repaired' }>['manner'],
): Repair | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  const edits = parts.flatMap(part => part.edits);
  const proof = proveTogether(
    first.proof,
    others.map(part => part.proof),
  );
  return { kind: 'repaired', change: { edits, proof }, manner };
}

/** What is said of an errno that was returned as a code. */
export const ERRNO_WAS_CODE =
  'an errno was returned as a VM_FAULT code: it is what vmf_error() makes of it now';

const SUCCESS = 'success (VM_FAULT_NOPAGE)';

/** What the calls really give: codes, before and after. */
const REAL = ['VM_FAULT_NOPAGE', 'VM_FAULT_OOM', 'VM_FAULT_SIGBUS'].map((name, at) => ({
  name: at === 0 ? SUCCESS : name,
  before: FAULT_CODES.get(name)!,
  after: FAULT_CODES.get(name)!,
}));

/** A change with the proof that says what is different from what the code does as it runs today. */
function partOf(
  file: SourceFile,
  { fn, names, beside, facts }: RepairTask,
  { edits, proof, returns }: Mended,
  { restorer }: Pick<Migration, 'restorer'> = {},
): Part {
  const calls = [...names].map(name => `${name}()`).join(', ');
  const plain = `what ${calls} gives was read as an errno in ${fn.name}()`;
  const isErrno =
    errnosIn(file, fn.item, { ...migrationIn(facts, file.path, new Map()), misread: true }).length > 0;
  const also = {
    table: [],
    differences: [
      // Where the same is returned as before, an errno was only held.
      ...(isErrno && (returns ?? 'equal') !== 'equal' ? [ERRNO_WAS_CODE] : []),
      ...proof.differences.filter(one => one.endsWith(PRINTS_ITSELF)),
    ],
  };
  const { misread: _, ...today } = readAs(names, facts);
  const contract = { ...today, classes: REAL, returned: [], ...(restorer ? { restorer } : {}) };
  // How messages print numbers is declared, and counts no more.
  const before = file.text.slice(fn.item.start, fn.item.end);
  const after = withMessagesOf(before, textAfter(file, fn.item, edits));
  // An errno of its own in the type of codes is what it is where that is an int, and elsewhere as good as that.
  const account = (one: Migration) => accountOf(file, fn.item, after, one, { others: beside });
  const rows = account(contract) ?? account({ ...contract, misread: true });
  const called = namesCalledIn(file, fn.item);
  const isBeside = [...beside.keys()].some(name => called.has(name));
  const others = { others: contract.calls, ...(returns === undefined ? {} : { returns }) };
  const old = isBeside ? accountOf(file, fn.item, after, migrationIn(facts, file.path, beside), others) : [];
  if (rows === undefined || old === undefined) return { edits, proof: proveBut(proof, plain) };
  const from = [...beside.keys()].map(name => `${name}()`).join(' or ');
  const all = [
    ...rows.map(row => plainly(row, rows)),
    ...old.map(row => ({ ...row, value: `${row.value} from ${from}` })),
  ];
  return { edits, proof: proveRepaired(proof, all, also) };
}

/** The row with its difference in words that say what was taken for what. */
function plainly(row: TableRow, rows: readonly TableRow[]): TableRow {
  if (row.difference === undefined || row.before === row.after) return row;
  const success = rows.find(({ value }) => value === SUCCESS);
  const change = `${row.value} ${row.before}, now ${row.after}`;
  const error = rows.find(({ value }) => value !== SUCCESS);
  if (row.value === SUCCESS) {
    const isFailure = error !== undefined && row.before === error.before;
    return { ...row, difference: isFailure ? `success was taken for failure: ${change}` : change };
  }
  const isSuccess =
    success !== undefined && success.before === success.after && row.before === success.before;
  return { ...row, difference: isSuccess ? `failure was taken for success: ${change}` : change };
}

/** A text with its messages as they were, where they only print a number in another way: what is printed is what counts. */
function withMessagesOf(before: string, text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"/g, said => {
    const was = ['d', 'i'].map(letter => said.replace(/%([-+ #0-9.*]*(?:hh|h|ll|l|z)?)x/g, `%$1${letter}`));
    return before.includes(said) ? said : (was.find(one => before.includes(one)) ?? said);
  });
}
