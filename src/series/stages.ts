/** The texts of the files before and after each step of a series. */
import { applyEdits } from '../edit/apply.js';
import type { Edit } from '../edit/edit.js';
import { gather } from '../edit/gather.js';
import type { ChangedFile } from '../settle.js';
import type { Change } from '../verdict.js';
import type { Step } from './plan.js';

/** One file at one step. Texts hold one unit per byte. */
export interface StagedFile {
  readonly path: string;
  /** As the steps before left it. */
  readonly before: string;
  readonly after: string;
  /** All edits of this and the earlier steps, which give `after` from the text that the run began with; sorted. */
  readonly edits: readonly Edit[];
}

/** A step with what it does to its files. */
export interface Stage {
  readonly step: Step;
  /** In git's order. */
  readonly files: readonly StagedFile[];
}

/**
 * The stages of the steps, in their order.
 *
 * @param files What the run changes, by path: all of the steps together must give just that.
 * @throws Error where they do not, which is a bug of the engine.
 */
export function stagesOf(steps: readonly Step[], files: ReadonlyMap<string, ChangedFile>): readonly Stage[] {
  const texts = new Map([...files].map(([path, { before }]) => [path, before]));
  const taken = new Map<string, Change[]>();
  const stages = steps.map(step => {
    for (const change of step.changes) {
      for (const path of new Set(change.edits.map(edit => edit.path))) {
        taken.set(path, [...(taken.get(path) ?? []), change]);
      }
    }
    const staged = step.paths.map(path => {
      const edits = editsOf(path, taken.get(path)!);
      const before = texts.get(path)!;
      const after = applyEdits(files.get(path)!.before, edits);
      texts.set(path, after);
      return { path, before, after, edits };
    });
    // A file may lie in an earlier step as well, whose edits were all that this one shares.
    return { step, files: staged.filter(({ before, after }) => before !== after) };
  });
  for (const [path, { after }] of files) {
    if (texts.get(path) !== after) {
      throw new Error(`internal error: the patches together do not give the new text of ${path}`);
    }
  }
  return stages;
}

function editsOf(path: string, changes: readonly Change[]): readonly Edit[] {
  const candidates = changes.map(({ id, edits }) => {
    const own = edits.filter(edit => edit.path === path);
    return { id, path, offset: own[0]!.start, edits: own };
  });
  return gather(candidates).edits.get(path) ?? [];
}
