/**
 * Where the value of our calls comes together with errors of others in a handler, what follows turns them all into
 * codes. That can be done for the others where they arise, so that what follows is there once, and sees codes alone.
 */
import type { OwnErrors } from '../flow/contract.js';
import { landing } from '../flow/program.js';
import type { Case, Default } from '../source/ast.js';
import type { Span } from '../source/span.js';
import { carryOf } from './carry.js';
import { type Draft, revise } from './draft.js';
import { startsLine, wholeLines } from './layout.js';
import { mapped, onlyMapper } from './map-call.js';
import type { Migration } from './migration.js';
import { type Observation, observe } from './observe.js';
import type { Change } from './pieces.js';
import { asLines, commentAt, isFallThrough, labelsBefore, labelsOf, remarksOfFailures } from './remarks.js';
import { type Codes, layMap, sayMap } from './say-map.js';
import { sitesOf } from './sites.js';
import { constantOf } from './test.js';
import { addNumbers, meetingsOf, onWay, valuesOnWay, type Way } from './ways.js';

/**
 * The function with what others give turned into codes on its ways to where ours comes as well. Undefined where
 * that is not one code for each number, or there is no place for it. What else is done with the value there stays to
 * be said in new words, and whether all of that is the same to be proven.
 */
export function mapOthers(draft: Draft, migration: Migration): Draft | undefined {
  const carry = carryOf(draft, new Set(sitesOf(draft, migration).map(s => s.call)), migration);
  const ways = meetingsOf(draft, carry);
  const constants = meetingsOf(
    draft,
    carry,
    leaf => leaf.kind === 'constant' && isTakenForSuccess(leaf.old, migration),
  );
  if (ways.length + constants.length === 0) return undefined;
  const seen = observe(draft.code, migration, { joins: false });
  if (seen.incomplete) return undefined;
  const codes = codesBehind(draft, seen, [...ways, ...constants]);
  const own = codes && relationOf(codes);
  if (!own) return undefined;
  const changes: Change[] = [];
  const moved = remarksOfOthers(draft, migration, remarksOfFailures(draft, seen, migration));
  for (const way of ways) {
    const values = valuesOnWay(draft, seen, way);
    const text = values && sayMap(way.variable, draft, codes, values, own, migration);
    // More than one condition is what a `switch` behind them all says better.
    if (text === undefined || text.split(' ? ').length > 2) return undefined;
    // What was said of values that ours never are is true of this from now on, and not where they all meet.
    const said = changes.length === 0 ? moved : [];
    const change = onWay(
      draft,
      way,
      column => `${way.variable} = ${layMap(text, column)};`,
      indent =>
        asLines(
          draft,
          said.map(c => commentAt(draft, c, indent)),
          indent,
        ),
    );
    if (!change) return undefined;
    changes.push(change);
  }
  const left = moved.map(comment => ({ ...wholeLines(draft.text, comment), text: '' }));
  const changed = revise(draft, [...changes, ...left]);
  return changed && { ...changed, own };
}

/**
 * The comments of a `switch` at labels that no value of the calls comes to, of some labels of an arm or of all; and those
 * about an arm for errors of others besides ours, which nothing is said of any more where ours arrive.
 */
function remarksOfOthers(draft: Draft, migration: Migration, failures: ReadonlySet<string>): readonly Span[] {
  const own = new Set(migration.classes.map(c => c.before));
  const isOthers = (label: Case | Default) => {
    const value = label.kind === 'case' && !label.high ? constantOf(label.value, migration) : undefined;
    return value !== undefined && !own.has(value);
  };
  return draft.comments.filter(comment => {
    if (!startsLine(draft.text, comment.start)) return false;
    const text = draft.text.slice(comment.start, comment.end);
    if (isFallThrough(text)) return false;
    const labels = labelsOf(draft, comment);
    if (labels) return labels.every(isOthers);
    const arm = failures.has(text) ? labelsBefore(draft, comment) : [];
    return arm.some(label => label.kind === 'default' || isOthers(label));
  });
}

/** Whether a number is one that the new call reports as success: for who sets it himself, it may be an error. */
function isTakenForSuccess(old: number, { classes }: Migration): boolean {
  const [success] = classes;
  return classes.some(c => c.before === old && c !== success && c.after === success!.after);
}

/** A draft that calls one more mapper, and the migration that knows it. */
export interface WithMapper {
  readonly draft: Draft;
  readonly migration: Migration;
}

/**
 * The same where the value is only read as what a function of the file makes of it: that function is called for what
 * others give on its ways to there, and ours needs it no more.
 */
export function mapOthersByCall(draft: Draft, given: Migration): WithMapper | undefined {
  const carry = carryOf(draft, new Set(sitesOf(draft, given).map(s => s.call)), given);
  const ways = meetingsOf(draft, carry);
  if (ways.length === 0) return undefined;
  const uses = carry.webs
    .flatMap(w => w.uses)
    .filter(u => u.sources.some(s => carry.ours.has(s)) && !u.sources.every(s => carry.known.has(s)));
  const mapper = onlyMapper(draft, uses, given);
  if (!mapper) return undefined;
  const seen = observe(draft.code, given, { joins: false });
  if (seen.incomplete) return undefined;
  const own: OwnErrors = {
    negative: false,
    map: new Map(mapper.cases.flatMap(({ value, result }) => (value === 0 ? [] : [[value, result]]))),
    otherwise: mapper.otherwise,
  };
  const migration: Migration = {
    ...given,
    mappers: [...given.mappers.filter(({ name }) => name !== mapper.name), mapper],
  };
  const saying: Migration = { ...migration, usable: [mapper] };
  const changes: Change[] = [];
  for (const way of ways) {
    const values = valuesOnWay(draft, seen, way);
    const numbers = new Set([
      0,
      ...(values ?? []),
      ...own.map.keys(),
      ...given.classes.map(c => c.before),
      -0.5,
      0.5,
    ]);
    const codes: Codes = new Map([...numbers].map(n => [n, mapped(mapper, n)]));
    const text = sayMap(way.variable, draft, codes, values, own, saying);
    const change = text && onWay(draft, way, column => `${way.variable} = ${layMap(text, column)};`);
    if (!change) return undefined;
    changes.push(change);
  }
  const changed = revise(draft, changes);
  return changed && { draft: { ...changed, own }, migration };
}

/** The code that is returned for each number that comes to one of the places; undefined where that is not one. */
function codesBehind(draft: Draft, { paths }: Observation, ways: readonly Way[]): Codes | undefined {
  const { steps } = draft.code.program;
  const codes = new Map<number, number>();
  for (const path of paths) {
    for (const { step, env } of path.visits) {
      const way = ways.find(({ to }) => landing(steps, step) === to);
      const numbers = new Set<number>();
      if (!way || !addNumbers(numbers, path, env.get(way.id))) continue;
      const { returned } = path;
      if (returned === undefined || returned <= 0) return undefined;
      for (const n of numbers) {
        if ((codes.get(n) ?? returned) !== returned) return undefined;
        codes.set(n, returned);
      }
    }
  }
  return codes;
}

/** The same for any number: what most become, and the exceptions. */
function relationOf(codes: Codes): OwnErrors | undefined {
  const counts = new Map<number, number>();
  for (const [n, code] of codes) if (n !== 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (!most) return undefined;
  const [otherwise] = most;
  const map = new Map([...codes].filter(([n, code]) => n !== 0 && code !== otherwise));
  return { negative: false, map, otherwise };
}
