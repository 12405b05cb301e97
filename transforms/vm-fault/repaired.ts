/** What repaired code does otherwise than as it runs today, for each code that its calls really give. */
import {
  accountOf,
  type ChangedFunction,
  type Conversion,
  changedBy,
  type Edit,
  errnosIn,
  type Facts,
  type FunctionRef,
  type Migration,
  namesCalledIn,
  PRINTS_ITSELF,
  type Proof,
  proveBut,
  proveRepaired,
  type Returns,
  type SourceFile,
  type TableRow,
} from '../../src/kit.js';
import { FAULT_CODES } from './contract.js';
import { migrationIn } from './helpers.js';
import { type Reader, readAs } from './misread.js';

/** What is repaired. */
export interface RepairTask extends Reader {
  /** Old calls in the function that move along: old name -> new name. */
  readonly beside: ReadonlyMap<string, string>;
  readonly facts: Facts;
}

/** One change of a repair. */
export interface Part {
  readonly edits: readonly Edit[];
  readonly proof: Proof;
}

/** A repaired function, and how what it returns has changed. */
export interface Mended extends Extract<Conversion, { kind: 'converted' }> {
  readonly returns?: Returns;
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

/** What is said of a repair where it cannot be said value by value. */
export const misreadBy = (names: ReadonlySet<string>, { name }: FunctionRef): string =>
  `what ${[...names].map(one => `${one}()`).join(', ')} gives was read as an errno in ${name}()`;

/** What a proof declares of messages that print a code. */
export const printsIn = ({ differences }: Proof): readonly string[] =>
  differences.filter(one => one.endsWith(PRINTS_ITSELF));

/** An account of what code does as it runs today and from then on, for each code that the calls really give. */
export function asItRuns(
  names: ReadonlySet<string>,
  facts: Facts,
  account: (contract: Migration) => readonly TableRow[] | undefined,
  restoring: Pick<Migration, 'restorer'> = {},
): readonly TableRow[] | undefined {
  const { misread: _, ...today } = readAs(names, facts);
  const contract = { ...today, classes: REAL, returned: [], ...restoring };
  // An errno of its own in the type of codes is what it is where that is an int, and elsewhere as good as that.
  return account(contract) ?? account({ ...contract, misread: true });
}

/** A change with the proof that says what is different from what the code does as it runs today. */
export function partOf(
  file: SourceFile,
  { fn, names, beside, facts }: RepairTask,
  { edits, proof, returns }: Mended,
  { restorer }: Pick<Migration, 'restorer'> = {},
): Part {
  const isErrno =
    errnosIn(file, fn.item, { ...migrationIn(facts, file.path, new Map()), misread: true }).length > 0;
  // Where the same is returned as before, an errno was only held.
  const wasCode = isErrno && (returns ?? 'equal') !== 'equal' ? [ERRNO_WAS_CODE] : [];
  const { after } = withMessages(changedBy(file, fn.item, edits));
  const account = (contract: Migration) => accountOf(file, fn.item, after, contract, { others: beside });
  const rows = asItRuns(names, facts, account, restorer ? { restorer } : {});
  const called = namesCalledIn(file, fn.item);
  const isBeside = [...beside.keys()].some(name => called.has(name));
  const others = new Map([...names].map(name => [name, name] as const));
  const manner = { others, ...(returns === undefined ? {} : { returns }) };
  const old = isBeside ? accountOf(file, fn.item, after, migrationIn(facts, file.path, beside), manner) : [];
  if (rows === undefined || old === undefined) return { edits, proof: proveBut(proof, misreadBy(names, fn)) };
  const from = [...beside.keys()].map(name => `${name}()`).join(' or ');
  const all = [...plainly(rows), ...old.map(row => ({ ...row, value: `${row.value} from ${from}` }))];
  return { edits, proof: proveRepaired(proof, all, [...wasCode, ...printsIn(proof)]) };
}

/** The rows with their differences in words that say what was taken for what. */
export const plainly = (rows: readonly TableRow[]): readonly TableRow[] =>
  rows.map(row => inWords(row, rows));

function inWords(row: TableRow, rows: readonly TableRow[]): TableRow {
  if (row.difference === undefined || row.before === row.after) return row;
  // In a loop, what was done in the round before may be left open on one side: that is no difference of this value.
  const surely = (said: string) => said.replace(/\bperhaps /g, '');
  if (row.before.startsWith('goes on') && surely(row.before) === surely(row.after))
    return { ...row, difference: undefined };
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

/** A changed function with its messages as they were: how they print numbers is declared, and counts no more. */
export function withMessages(changed: ChangedFunction): ChangedFunction {
  const { file, item } = changed;
  const messages = file.text.slice(item.start, item.end).match(MESSAGE) ?? [];
  const after = changed.after.replace(MESSAGE, said => {
    const was = messages.filter(one => inHexAlone(one) === inHexAlone(said));
    return was.includes(said) ? said : (was[0] ?? said);
  });
  return { ...changed, after };
}

const MESSAGE = /"(?:\\.|[^"\\\n])*"/g;

/** A message as if it printed all integers in hexadecimal. */
const inHexAlone = (message: string): string =>
  message.replace(
    /%([-+ #0-9.*]*(?:hh|h|ll|l|z)?)[di]/g,
    (_, how: string) => `%${how.replace(/[+ ]/g, '')}x`,
  );
