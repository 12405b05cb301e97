/** Takes away what a rewrite left without use, and joins what became one. */
import { dropIdleArms, dropStaleFallThroughs, idleArms, staleFallThroughs } from './arms.js';
import { balanceBraces, bareArms, dropBraces, thinArms } from './braces.js';
import { joinCopies } from './copies.js';
import { deadStatements, dropDead, dropGotosToNext, dropLabels, unusedLabels } from './dead.js';
import { loneConstants } from './decided.js';
import { type Draft, revise } from './draft.js';
import { textOf } from './emit.js';
import { reachesOver } from './fence.js';
import { dropEmptyElses, foldConstantChoices, foldConstantIfs } from './fold.js';
import { mendLines } from './lines.js';
import type { Migration } from './migration.js';
import { unwrapLoops } from './once.js';
import { saySwitchAsIf } from './one-case.js';
import { dropElses, idleElses } from './otherwise.js';
import type { Change } from './pieces.js';
import { constantReturns, joinReturns, returnAtJumps, returnConstants } from './returns.js';
import { dropIdleTests, idleTests } from './same.js';
import { dropSecondReturns } from './twice.js';
import { declaredForNobody, dropDeadInits, dropVariables, keepEffects, unusedVariables } from './unused.js';
import { joinDeclarations, sharedDeclarations } from './variables.js';

/** What the function already had before: only what the rewrite made useless goes. */
export interface Baseline {
  readonly text: string;
  readonly unreachable: ReadonlySet<string>;
  /** Texts of the tests that made no difference. */
  readonly idleTests: ReadonlySet<string>;
  /** The arms of a `switch` that did what was done without them. */
  readonly idleArms: ReadonlySet<string>;
  /** Of each `else` behind an arm that leaves, what its `if` asks. */
  readonly idleElses: readonly string[];
  /** How many remarks spoke of an arm that goes on into the next where none does. */
  readonly staleFallThroughs: number;
  readonly unusedLabels: ReadonlySet<string>;
  readonly unusedVariables: ReadonlySet<string>;
  /** Those that were given something by a call, for nobody. */
  readonly idleVariables: ReadonlySet<string>;
  /** Names of the variables that stood for one new constant wherever they were returned. */
  readonly constantReturns: ReadonlySet<string>;
  /** Names of the variables that were given one constant, and nothing else. */
  readonly loneConstants: ReadonlySet<string>;
  /** For each variable the place of its declaration. */
  readonly declarations: ReadonlyMap<string, number>;
  /** Texts of the blocks that hold one statement. */
  readonly thinBlocks: ReadonlySet<string>;
  /** Texts of the arms without braces beside one with braces. */
  readonly bareArms: ReadonlySet<string>;
  /** Whether returns stay where they are: set where only what was rewritten is to look otherwise. */
  readonly keepsReturns?: boolean;
}

export function baselineOf(draft: Draft, migration: Migration): Baseline {
  return {
    text: draft.text,
    idleTests: new Set(idleTests(draft).map(s => textOf(draft, s))),
    idleArms: new Set(idleArms(draft)),
    idleElses: idleElses(draft),
    staleFallThroughs: staleFallThroughs(draft).length,
    unreachable: new Set(deadStatements(draft).map(s => textOf(draft, s))),
    unusedLabels: new Set(unusedLabels(draft).map(l => l.name)),
    constantReturns: new Set(constantReturns(draft, migration)),
    loneConstants: loneConstants(draft, migration),
    unusedVariables: new Set(unusedVariables(draft).map(v => v.name)),
    idleVariables: new Set(declaredForNobody(draft).map(v => v.name)),
    declarations: sharedDeclarations(draft),
    thinBlocks: new Set(thinArms(draft).map(b => textOf(draft, b))),
    bareArms: new Set(bareArms(draft).map(a => textOf(draft, a))),
  };
}
/** Runs the steps until nothing changes. Bounded: each step makes the text shorter, but for the last, which only moves blanks. */
export function tidy(draft: Draft, baseline: Baseline, migration: Migration): Draft | undefined {
  const steps: readonly ((current: Draft) => readonly Change[])[] = [
    foldConstantIfs,
    foldConstantChoices,
    dropEmptyElses,
    unwrapLoops,
    current => dropDead(current, baseline.unreachable, baseline.text),
    current => dropLabels(current, baseline.unusedLabels),
    current => dropIdleTests(current, baseline.idleTests),
    current => dropIdleArms(current, baseline.idleArms, baseline.text),
    current => dropStaleFallThroughs(current, baseline.staleFallThroughs),
    current => saySwitchAsIf(current, baseline.text, migration),
    current => (baseline.keepsReturns ? [] : joinReturns(current, migration)),
    current => (baseline.keepsReturns ? [] : returnConstants(current, migration, baseline.constantReturns)),
    current => (baseline.keepsReturns ? [] : returnAtJumps(current, migration)),
    current => (baseline.keepsReturns ? [] : dropElses(current, baseline.idleElses, baseline.text)),
    current => (baseline.keepsReturns ? [] : dropSecondReturns(current, baseline.text)),
    current => joinCopies(current, migration),
    current => dropGotosToNext(current, baseline.unreachable),
    current => dropDeadInits(current, migration),
    current => dropVariables(current, baseline.unusedVariables),
    current => keepEffects(current, baseline.idleVariables),
    current => joinDeclarations(current, baseline.text, baseline.declarations, migration),
    current => dropBraces(current, baseline.thinBlocks),
    current => balanceBraces(current, baseline.bareArms),
    current => mendLines(current, baseline.text, migration),
  ];
  let current: Draft | undefined = draft;
  for (let round = 0; round < 200; round++) {
    let changes: readonly Change[] = [];
    for (const step of steps) {
      const proposed = step(current);
      changes = current.fenced && reachesOver(current.text, proposed) ? [] : proposed;
      if (changes.length > 0) break;
    }
    if (changes.length === 0) return current;
    current = revise(current, changes);
    if (!current) return undefined;
  }
  return current;
}
