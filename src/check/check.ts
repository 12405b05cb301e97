/** One check of a tree as it is: every forbidden call, every handler. Nothing is written. */
import type { Budget } from '../budget.js';
import { collectFacts, type Facts, isMadeByMacro } from '../facts/index.js';
import { IGNORE_WORD } from '../ignore.js';
import { kernelsOf, settledFor } from '../kernels/guards.js';
import { ownReleases } from '../kernels/own.js';
import { hasIn } from '../kernels/range.js';
import { isKernel, releaseOfTree } from '../kernels/release.js';
import type { ReleaseSet } from '../kernels/versions.js';
import { findGlued, type Glued, glueWordsOf } from '../occurrences.js';
import { compare } from '../order.js';
import { familiesOf, featuresOf } from '../shelf.js';
import type { SourceFile } from '../source/file.js';
import { decode, type Parser, withSettled } from '../source/index.js';
import { isRead, openSources, type Sources } from '../sources.js';
import { filesWithTorn, findTorn } from '../torn.js';
import type { AnyTransform } from '../transform.js';
import { isUnder } from '../tree/path.js';
import { remember } from '../tree/remember.js';
import type { Tree } from '../tree/tree.js';
import { type Onlooker, type Watch, watchFor } from '../watch.js';
import { type CallingMacro, type CallSite, callingMacros, findCalls } from './calls.js';
import type { CheckFinding, CheckResult } from './finding.js';
import { inBytes, withoutIgnored } from './ignored.js';
import { inspectAll } from './inspect.js';
import { callFindings, type HandlerFindings, handlerFindings, madeCallFindings, sorted } from './judge.js';
import { type Plan, plansOf } from './plan.js';

export interface CheckRequest extends Onlooker {
  /** Must not change during the check. */
  readonly tree: Tree;
  /** Where findings are looked for; all of the tree where undefined. Facts come from all of the tree. */
  readonly paths?: readonly string[] | undefined;
  /** Which of the files under `paths`; all of them where undefined. */
  readonly selects?: ((path: string) => boolean) | undefined;
  readonly transforms: readonly AnyTransform[];
  readonly parser: Parser;
  /** The kernel's releases that the tree is built with: what the newest of them have counts as declared. */
  readonly kernels?: ReleaseSet | undefined;
  /** How much is spent on a file and on a function; the usual where undefined. */
  readonly budget?: Partial<Budget> | undefined;
}

/** Checks a tree. @throws the signal's reason when it is set; UserError where the tree cannot be searched. */
export async function check(request: CheckRequest): Promise<CheckResult> {
  const { paths, selects = () => true } = request;
  const isWanted = (path: string) => isUnder(path, paths) && selects(path);
  const ground = await openGround(request, request.tree);
  const watch = watchFor(request);
  const commenting = ground.tree.withWords([IGNORE_WORD], paths);
  const results: CheckResult[] = [];
  for (const plan of plansOf(familiesOf(request.transforms))) {
    const { calls, unread } = await findAllCalls(ground, plan, watch);
    const wanted = calls.filter(({ path }) => isWanted(path));
    await watch('facts', 0, 1);
    const facts = await collectFor(ground, plan, wanted);
    results.push({ findings: callFindings(wanted, facts, plan), notes: [], unread });
    let known: Promise<Facts> | undefined;
    const slots = () => (known ??= slotFacts(ground, plan));
    results.push({ ...(await checkMade(ground, plan, wanted, facts, slots)), unread: [] });
    results.push(await checkHandlers(ground, plan, watch, slots));
    results.push(await inspectAll(ground, plan, watch));
    results.push({ findings: [], notes: await unfollowedNotes(ground, plan, isWanted), unread: [] });
  }
  if (!(await ground.tree.list(paths)).some(isWanted)) results.push(nothingLookedAt(request));
  const commented = { paths: (await commenting).filter(isWanted) };
  return inBytes(withoutIgnored(join(results, isWanted), ground.sources, commented), ground.sources);
}

/** Said where no file was looked at, which otherwise reads like that nothing was found. */
export function nothingLookedAt({ selects }: Pick<CheckRequest, 'selects'>): CheckResult {
  const why = selects === undefined ? 'there is none' : 'the globs leave none';
  return { findings: [], notes: [`no .c or .h file was looked at: ${why}`], unread: [] };
}

/** What is said of the names to look for that are written so that what they do is not followed. */
async function unfollowedNotes(
  { tree, sources }: CheckGround,
  plan: Plan,
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> {
  const words = wordsToFind(plan);
  const notesIn = (
    paths: readonly string[],
    find: (file: SourceFile, words: readonly string[]) => readonly Glued[],
    say: (name: string) => string,
  ) => {
    const files = paths.filter(isWanted).map(path => sources.open(path));
    return files
      .filter(isRead)
      .flatMap(file => find(file, words).map(({ path, line, name }) => `${path}:${line}: ${say(name)}`));
  };
  return [
    ...notesIn(
      await filesWithTorn(tree, words),
      findTorn,
      name =>
        `${name} is written over the end of a line, or with a character by its number, and was not judged`,
    ),
    ...notesIn(
      await tree.withWords(glueWordsOf(words)),
      findGlued,
      name => `a macro puts a name together, perhaps ${name}, and what it makes was not judged`,
    ),
  ];
}

const wordsToFind = ({ forbidden, watched }: Plan): readonly string[] => [
  ...new Set([...forbidden.keys(), ...watched]),
];

/** What is looked at. */
export interface CheckGround {
  readonly tree: Tree;
  readonly sources: Sources;
  /** Whether the kernel that the tree is built with has a name; it is asked of the tree where undefined. */
  readonly has?: (name: string) => boolean;
  /** How many times the usual a function may take to evaluate; the usual where undefined. */
  readonly effort?: number | undefined;
}

type Asked = Pick<CheckRequest, 'transforms' | 'kernels' | 'parser' | 'budget'>;

const introducedBy = ({ transforms }: Asked): ReadonlyMap<string, string> =>
  new Map(familiesOf(transforms).flatMap(({ introduces }) => [...introduces]));

/**
 * What is looked at of a tree. Where its releases are said, what the newest of them do not compile is left out; in a
 * kernel's own tree, what that kernel does not.
 */
export async function openGround(asked: Asked, given: Tree): Promise<CheckGround> {
  const tree = remember(given);
  const largest = asked.budget?.largest;
  const unsettled = openSources(tree, asked.parser, largest);
  const spell = asked.kernels && (await ownReleases(tree, unsettled, featuresOf(asked.transforms)));
  return {
    tree,
    ...knownOf(asked),
    sources: openSources(tree, { ...parserFor(asked, tree), spell }, largest),
  };
}

/** What is known of a tree by the releases that it is built with. */
function knownOf(asked: Asked): Pick<CheckGround, 'has' | 'effort'> {
  const { kernels } = asked;
  const effort = asked.budget?.effort;
  if (kernels === undefined) return { effort };
  const introduced = introducedBy(asked);
  const isThere = (release: string | undefined) => release !== undefined && hasIn(kernels, release);
  return { has: name => isThere(introduced.get(name)), effort };
}

/** A parser that leaves out what is not compiled for the newest of the releases. */
function parserFor(asked: Asked, tree: Tree): Parser {
  const { parser } = asked;
  const kernels = asked.kernels ?? (isKernel(tree) ? releaseOfTree(tree) : undefined);
  return kernels === undefined
    ? parser
    : withSettled(parser, settledFor(kernelsOf(kernels, introducedBy(asked))));
}

/** Several results as one, of the wanted paths, in order. */
export function join(results: readonly CheckResult[], isWanted: (path: string) => boolean): CheckResult {
  const unread = results.flatMap(result => result.unread).filter(({ path }) => isWanted(path));
  return {
    findings: results
      .flatMap(({ findings }) => findings)
      .filter(({ path }) => isWanted(path))
      .sort(byPlace),
    notes: results.flatMap(({ notes }) => notes),
    unread: [...new Map(unread.map(one => [one.path, one])).values()],
  };
}

function byPlace(a: CheckFinding, b: CheckFinding): number {
  return compare(a.path, b.path) || a.start - b.start || compare(a.code, b.code);
}

export interface AllCalls {
  /** The macros of headers that make such calls, whether they are used or not. */
  readonly macros: readonly CallingMacro[];
  readonly calls: readonly CallSite[];
  readonly unread: CheckResult['unread'];
}

/** Every call that the plan forbids somewhere, by name or through macros, in all of the tree. */
export async function findAllCalls(ground: CheckGround, plan: Plan, watch: Watch): Promise<AllCalls> {
  const { tree, sources } = ground;
  const unread = new Map<string, string>();
  const files = new Map<string, SourceFile>();
  const shared = new Map<string, CallingMacro>();
  let words = [...plan.forbidden.keys()];
  await watch('search', 0, 1);
  while (words.length > 0) {
    const holding = await tree.withWords(words);
    for (const [at, path] of holding.entries()) {
      await watch('read', at, holding.length);
      const file = sources.open(path);
      if (isRead(file)) files.set(path, file);
      else unread.set(path, file.unread);
    }
    const before = new Set(shared.keys());
    for (const file of files.values()) {
      if (!file.path.endsWith('.h')) continue;
      for (const [name, macro] of callingMacros(file, plan, shared)) shared.set(name, macro);
    }
    words = [...shared.keys()].filter(name => !before.has(name));
  }
  const calls = [...files.values()].flatMap(file =>
    findCalls(file, plan, new Map([...shared, ...callingMacros(file, plan, shared)])),
  );
  return { macros: [...shared.values()], calls, unread: [...unread].map(([path, why]) => ({ path, why })) };
}

/** The facts about the functions that calls stand in. */
export function collectFor(
  { tree, sources }: CheckGround,
  { slots }: Plan,
  calls: readonly CallSite[],
): Promise<Facts> {
  return collectFacts({ tree, open: sources.open, slots, seeds: calls });
}

/** The calls in functions that macros make: only the slots say where they are called from. @param slots their facts */
export async function checkMade(
  ground: CheckGround,
  plan: Plan,
  calls: readonly CallSite[],
  facts: Facts,
  slots = () => slotFacts(ground, plan),
): Promise<HandlerFindings> {
  const made = calls.filter(({ path, item, function: name }) => {
    const file = facts.file(path);
    return file !== undefined && (isMadeByMacro(file, item) || facts.macrosOf(name, path).length > 0);
  });
  if (made.length === 0) return { findings: [], notes: [] };
  return sorted(madeCallFindings(made, await slots(), plan));
}

/** The facts about all slots of a plan's context. */
const slotFacts = ({ tree, sources: { open } }: CheckGround, { slots, rule: { context } }: Plan) =>
  collectFacts({ tree, open, slots, seeds: [], allSlots: [context], slotsOnly: true });

async function checkHandlers(
  ground: CheckGround,
  plan: Plan,
  watch: Watch,
  slots: () => Promise<Facts>,
): Promise<CheckResult> {
  const { handler } = plan.rule;
  if (handler === undefined) return { findings: [], notes: [], unread: [] };
  if (!(await isDeclared(ground, handler.type))) {
    const note = `the types of handlers were not checked: no header of the tree declares ${handler.type}`;
    return { findings: [], notes: [note], unread: [] };
  }
  await watch('facts', 0, 1);
  return { ...handlerFindings(await slots(), plan), unread: [] };
}

/** Whether a header declares the type, or the kernel's do. Where headers usually are is looked at first, since a tree is large. */
export async function isDeclared({ tree, sources, has }: CheckGround, type: string): Promise<boolean> {
  if (has?.(type)) return true;
  const likely = new RegExp(`\\btypedef\\b[^;]*\\b${type}\\s*;|#[ \\t]*define[ \\t]+${type}\\b`);
  for (const paths of [['include'], undefined]) {
    for (const path of await tree.withWords([type], paths)) {
      const header = path.endsWith('.h') ? tree.read(path) : { unread: 'it is no header' };
      if ('unread' in header || !likely.test(decode(header.bytes))) continue;
      const file = sources.open(path);
      if (isRead(file) && declaresType(file, type)) return true;
    }
  }
  return false;
}

function declaresType({ macros, items, text }: SourceFile, type: string): boolean {
  const typedef = new RegExp(`^typedef\\b[^]*\\b${type}\\s*;$`);
  return (
    macros.some(({ name }) => name === type) ||
    items.some(({ start, end }) => typedef.test(text.slice(start, end)))
  );
}
