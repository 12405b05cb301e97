/** Code that reads VM_FAULT codes as an errno, said as it was meant: as what it does where the call gives an errno. */
import {
  accountThrough,
  type Conversion,
  changedBy,
  convertFunction,
  convertTogether,
  type Facts,
  type FunctionPlace,
  type FunctionRef,
  type Migration,
  type Offer,
  proveBut,
  proveRepaired,
  proveTogether,
  type Readings,
  type Returns,
  type SourceFile,
} from '../../src/kit.js';
import { circleOf, placesOf } from './circle.js';
import { ERRNO_RESTORER, ERROR_CODES, FAULT_TYPE } from './contract.js';
import { migrationIn, restorerIn } from './helpers.js';
import { fateOf, isTyped, readingsIn } from './misread.js';
import {
  asItRuns,
  type Mended,
  misreadBy,
  type Part,
  partOf,
  plainly,
  printsIn,
  type RepairTask,
  withMessages,
} from './repaired.js';

/** What came of a repair: a change and what it makes different, or why there is none. */
export type Repair =
  | { readonly kind: 'repaired'; readonly change: Offer; readonly manner: 'tested' | 'mapped' | 'restored' }
  | { readonly kind: 'stays'; readonly why: string; readonly at?: string };

type Converted = Extract<Conversion, { kind: 'converted' }>;

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
    if (converted.kind !== 'converted') {
      const together = repairTogether(parts, file, task);
      return together === 'done' ? undefined : (together ?? { kind: 'stays', why: whyOf(file, converted) });
    }
    // Where success fails by what the text means as well, nobody knows what was meant.
    const failing = failingSuccess(converted);
    if (failing) return { kind: 'stays', why: `for success, too, it ${failing} (${fn.path}:${fn.line})` };
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

/** What comes of success by what the text means, where nobody wants that. */
function failingSuccess({ proof }: Converted): string | undefined {
  const success = proof.table.find(({ value }) => value === '0')?.after ?? '';
  return FAILS.test(success) ? success : undefined;
}

/**
 * Adds the changes of a helper that hands a code on as if it were an errno, with those of all that it goes through.
 * Gives `done` where they were added, and undefined where they cannot be changed together.
 */
function repairTogether(
  parts: Part[],
  file: SourceFile,
  { fn, names, beside, facts }: RepairTask,
): Repair | 'done' | undefined {
  if (beside.size > 0 || facts.slotsOf(fn).length > 0) return undefined;
  const migration = meantIn(file, names, beside, facts);
  const circle = circleOf(fn, facts, migration, false);
  if ('why' in circle || circle.takers.length === 0) return undefined;
  const helpers = placesOf(circle.helpers, facts);
  const takers = placesOf(circle.takers, facts);
  const together = convertTogether({ helpers, takers }, migration);
  if (together.kind !== 'converted') return undefined;
  const edits = together.all.flatMap(one => one.edits);
  const changed = (place: FunctionPlace) => withMessages(changedBy(place.file, place.item, edits));
  const below = helpers.map(changed);
  for (const [i, place] of takers.entries()) {
    const taker = circle.takers[i]!;
    const one = together.all[helpers.length + i]!;
    const failing = failingSuccess(one);
    if (failing)
      return { kind: 'stays', why: `for success, too, it ${failing} (${taker.path}:${taker.line})` };
    const rows = asItRuns(names, facts, contract => accountThrough(changed(place), below, contract));
    const proof =
      rows === undefined
        ? proveBut(one.proof, misreadBy(names, taker))
        : proveRepaired(one.proof, plainly(rows), printsIn(one.proof));
    parts.push({ edits: one.edits, proof });
  }
  for (const { edits: own, proof } of together.all.slice(0, helpers.length))
    parts.push({ edits: own, proof: proveRepaired(proof, [], printsIn(proof)) });
  return 'done';
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
