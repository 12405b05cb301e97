/** A new value that only goes through a variable to another one: `v = call(); w = v;` is `w = call();`. */
import { bare, calleeOf, walk } from '../flow/walk.js';
import { websOf } from '../flow/webs.js';
import type { Block, Expr, Identifier, Stmt } from '../source/ast.js';
import type { Draft } from './draft.js';
import { callText } from './emit.js';
import { advance, columnOf } from './layout.js';
import type { Migration } from './migration.js';
import type { Change } from './pieces.js';
import { sitesOf } from './sites.js';

/** The first such pair of statements; none where the first variable is read anywhere else. */
export function joinCopies(draft: Draft, migration: Migration): readonly Change[] {
  const news = new Set(migration.calls.values());
  const blocks: Block[] = [];
  walk(draft.fn, node => node.kind === 'block' && blocks.push(node));
  for (const { body } of blocks) {
    for (const [i, stmt] of body.entries()) {
      const first = assignmentIn(draft, stmt);
      const second = assignmentIn(draft, body[i + 1]);
      const from = second && bare(second.value);
      if (!first || !second || from?.kind !== 'identifier') continue;
      // A comment between the two belongs to one of them.
      if (draft.text.slice(stmt.end, body[i + 1]!.start).trim() !== '') continue;
      const call = bare(first.value);
      if (call.kind !== 'call' || !news.has(calleeOf(call) ?? '')) continue;
      const web = websOf(draft.code).find(w => w.defs.some(d => d.node === first.target));
      const isOnly = web?.defs.length === 1 && web.uses.length === 1 && web.uses[0]!.node === from;
      if (!isOnly) continue;
      const inverse = { ...migration, calls: new Map([...news].map(name => [name, name])) };
      const site = sitesOf(draft, inverse).find(s => s.call === call);
      if (!site) continue;
      const head = `${second.target.name} = `;
      const column = advance(columnOf(draft.text, stmt.start), head);
      const text = `${head}${callText(draft, site, column, ';')};`;
      return [{ start: stmt.start, end: body[i + 1]!.end, text }];
    }
  }
  return [];
}

function assignmentIn(
  draft: Draft,
  stmt: Stmt | undefined,
): { readonly target: Identifier; readonly value: Expr } | undefined {
  if (stmt?.kind !== 'expr' || stmt.expr.kind !== 'assign' || stmt.expr.op !== '=') return undefined;
  const target = bare(stmt.expr.target);
  if (target.kind !== 'identifier' || !draft.code.names.of(target)?.scalar) return undefined;
  return { target, value: stmt.expr.value };
}
