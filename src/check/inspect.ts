/** What a rule finds in functions that hold the words it watches: with the facts of these functions, and of no others. */
import { type Mark, marksOf } from '../alike.js';
import type { CellPlace } from '../facts/facts.js';
import { collectFacts, type Facts, type Ground, type Seed } from '../facts/index.js';
import { findOccurrences } from '../occurrences.js';
import { compare, groupBy } from '../order.js';
import { fill } from '../reasons.js';
import type { Item, SourceFile } from '../source/file.js';
import { isRead } from '../sources.js';
import { type Piece, pieceAt, piecesOf, unknownPiece } from '../standing.js';
import type { Complaint, Inspection } from '../transform.js';
import type { Watch } from '../watch.js';
import { isNeverCompiled } from './arms.js';
import type { CheckGround } from './check.js';
import type { CheckFinding, CheckResult } from './finding.js';
import { stepsOf } from './judge.js';
import type { Plan } from './plan.js';

/** A function that is looked at. */
interface Watched extends Seed {
  readonly file: SourceFile;
  /** The watched words in it. */
  readonly words: readonly string[];
}

/** Looks at every function of the tree that holds a watched word. */
export async function inspectAll(ground: CheckGround, plan: Plan, watch: Watch): Promise<CheckResult> {
  const { watched, rule } = plan;
  if (watched.length === 0 || rule.inspection === undefined) return { findings: [], notes: [], unread: [] };
  await watch('search', 0, 1);
  const holding = await ground.tree.withWords(watched);
  const macros = macrosFor(ground, rule.inspection, holding);
  const naming = macros.size === 0 ? [] : await ground.tree.withWords([...macros.keys()]);
  const paths = [...new Set([...holding, ...naming])].sort(compare);
  const findings = await inspectFiles(ground, plan, paths, { macros });
  return { findings, notes: [], unread: unreadOf(ground, paths) };
}

/** A macro or a pointer that stands for a watched word: its name is as good as the word. */
interface Standing {
  readonly path: string;
  readonly line: number;
  /** What it is, and what it stands for: one clause. */
  readonly text: string;
}

/** The macros and pointers of some files that stand for watched words, by name. */
function macrosFor(
  { sources }: CheckGround,
  inspection: Inspection,
  paths: readonly string[],
): ReadonlyMap<string, Standing> {
  const files = paths.map(path => sources.open(path)).filter(isRead);
  return new Map(
    files.flatMap(file => {
      const at = (start: number) => ({ path: file.path, line: file.position(start).line });
      const pointers = (inspection.pointers?.(file) ?? []).map(({ name, word, start }) => {
        return [name, { ...at(start), text: `the pointer ${name} holds ${word}()` }] as const;
      });
      const macros = file.macros.flatMap(macro => {
        const word = inspection.behind?.(macro);
        const text = `the macro ${macro.name} stands for ${word}()`;
        return word === undefined ? [] : [[macro.name, { ...at(macro.start), text }] as const];
      });
      return [...pointers, ...macros];
    }),
  );
}

const NO_MACROS: ReadonlyMap<string, Standing> = new Map();

function unreadOf({ sources }: CheckGround, paths: readonly string[]): CheckResult['unread'] {
  return paths.flatMap(path => {
    const file = sources.open(path);
    return isRead(file) ? [] : [{ path, why: file.unread }];
  });
}

/** How some files are looked at. */
interface Inspected {
  /** What stands for watched words in them. */
  readonly macros?: ReadonlyMap<string, Standing>;
  /** Which of their functions; all of them where undefined. */
  readonly isWanted?: (item: Item) => boolean;
}

/** Looks at the functions of some files that hold a watched word. Findings may stand in files that these lead to. */
export async function inspectFiles(
  { tree, sources, effort }: CheckGround,
  { watched, rule: { inspection }, slots }: Plan,
  paths: readonly string[],
  { macros = NO_MACROS, isWanted = () => true }: Inspected = {},
): Promise<readonly CheckFinding[]> {
  if (watched.length === 0 || inspection === undefined) return [];
  const words = [...new Set([...watched, ...macros.keys()])];
  const seeds = paths.flatMap(path => {
    const file = sources.open(path);
    return isRead(file) ? watchedIn(file, words, inspection).filter(({ item }) => isWanted(item)) : [];
  });
  if (seeds.length === 0) return [];
  const ground = { tree, open: sources.open, slots, effort };
  const near = await collectFacts({ ...ground, seeds });
  const kept = seeds.flatMap(one => inspection.keeps?.(one.file, one.item, near, one.words) ?? []);
  const facts = kept.length === 0 ? near : await collectBehind({ ...ground, seeds }, kept);
  const complaints = seeds.flatMap(({ file, item, words }) => inspection.inspect(file, item, facts, words));
  const findings = [
    ...groupBy(complaints, one => JSON.stringify([one.path, one.function, one.code, one.subject])),
  ];
  const all = findings.flatMap(([, some]) => {
    const places = [...new Map(some.map(one => [one.start, one])).values()].sort((a, b) => a.start - b.start);
    const pieces = places.map(one => pieceIn(sources.open(one.path), one.start));
    const marks = marksOf(pieces.map(piece => ({ key: '', piece })));
    return places
      .map(one => ({
        ...one,
        steps: [...one.steps, ...(macros.has(one.subject) ? [macros.get(one.subject)!] : [])],
      }))
      .flatMap((one, at) =>
        findingOf(
          one,
          { ordinal: at + 1, piece: pieces[at]!, mark: marks[at]! },
          inspection,
          sources.open(one.path),
          facts,
        ),
      );
  });
  return all.filter(({ path, start }) => {
    const file = sources.open(path);
    return isRead(file) && !isNeverCompiled(file, start);
  });
}

/** Collects facts once more, with those of the functions that name some members. */
async function collectBehind(ground: Ground, kept: readonly CellPlace[]): Promise<Facts> {
  const known = await collectFacts({ ...ground, explore: () => kept });
  const users = kept.flatMap(place => known.cellFacts(place)?.users ?? []);
  return collectFacts({ ...ground, seeds: [...ground.seeds, ...users], explore: () => kept });
}

function watchedIn(file: SourceFile, watched: readonly string[], inspection: Inspection): readonly Watched[] {
  const held = new Map<Item, Set<string>>();
  for (const { keyword, place, start } of findOccurrences(file, watched)) {
    const item = place === 'code' ? file.itemAt(start) : undefined;
    if (item?.kind !== 'function' || item.name === undefined || isNeverCompiled(file, start)) continue;
    held.set(item, (held.get(item) ?? new Set()).add(keyword));
  }
  return [...held]
    .map(([item, words]) => ({ path: file.path, file, item, words: [...words].sort() }))
    .filter(({ item, words }) => inspection.concerns(file, item, words));
}

/** What a complaint stands in; nothing where its file was not read, and then it is no finding. */
function pieceIn(file: ReturnType<CheckGround['sources']['open']>, start: number): Piece {
  return isRead(file) ? pieceAt(file, start) : unknownPiece(start);
}

function findingOf(
  complaint: Complaint,
  { ordinal, piece, mark }: { readonly ordinal: number; readonly piece: Piece; readonly mark: Mark },
  { objections }: Inspection,
  file: ReturnType<CheckGround['sources']['open']>,
  facts: Facts,
): readonly CheckFinding[] {
  const { code, path, start, end, subject, holes } = complaint;
  const objection = objections.find(one => one.code === code);
  if (objection === undefined || !isRead(file)) return [];
  const position = file.position(start);
  const line = file.lineSpan(position.line);
  const item = file.itemAt(start);
  const fn = item && facts.functionAt(path, item);
  const chain = (fn && facts.contextOf(fn).chains[0]) ?? [];
  const { statement, within, behind } = piece;
  const standing = { statement, within, behind, mark, around: item ? piecesOf(file, item) : [] };
  const steps = [...stepsOf(chain, facts), ...complaint.steps];
  return [
    {
      ...{ code, kind: 'inspected' as const, path, start, end, ...position, ordinal, subject, steps },
      ...standing,
      function: complaint.function,
      source: file.text.slice(line.start, line.end),
      message: fill(objection.text, holes),
      advice: fill(objection.advice, holes),
      chain,
    },
  ];
}
