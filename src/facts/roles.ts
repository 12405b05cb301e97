/** From the places that take a value (see `uses.ts`) to what they mean for a function's callers. */
import type { Expr } from '../source/ast.js';
import type { ConfigTest, Item, SourceFile } from '../source/file.js';
import type { Effect, Spot } from './effects.js';
import { placeOf, type Scope, type World } from './places.js';
import { type Destination, destinationsOf, viewOf } from './uses.js';

/** A piece of a file that was read as C: a function, or a declaration outside functions. */
export interface Reading {
  readonly scope: Scope;
  /** The text that the nodes' spans index. */
  readonly file: SourceFile;
  readonly item: Item;
  /** The conditions it is compiled under: the item's, and those chosen inside. */
  readonly under: readonly ConfigTest[];
}

/** The readings of an item, one per configuration that changes its text; none where it cannot be read. */
export function readingsOf(file: SourceFile, item: Item, path: string, world: World): readonly Reading[] {
  const variants = item.kind === 'function' ? file.functionsOf(item) : file.declarationsOf(item);
  if ('why' in variants) return [];
  return variants.map(variant => {
    const view = viewOf('fn' in variant ? variant.fn : variant.decl);
    return { scope: { view, path, world }, file, item, under: [...item.under, ...variant.under] };
  });
}

/** What becomes of the value of an expression. `spot` is what the effects are said of. */
export function effectsOf(reading: Reading, node: Expr, spot: Spot): readonly Effect[] {
  return destinationsOf(reading.scope.view, node).flatMap(destination =>
    effectOf(reading, destination, node, spot, true),
  );
}

/** The kernel's own functions and macros that print their arguments, addresses among them. */
const PRINTING =
  /^(?:printk|trace_printk|seq_printf|s(?:c?n)?printf|pr_(?:emerg|alert|crit|err|warn|warning|notice|info|cont|debug|devel)|(?:dev|netdev|pci)_(?:emerg|alert|crit|err|warn|notice|info|dbg))$/;

/** Whether a call only prints what it is given; a file may have something else of that name. */
function isPrinted({ file }: Reading, callee: string): boolean {
  const isOwn = () => file.macros.some(({ name }) => name === callee);
  return PRINTING.test(callee) && !isOwn();
}

function effectOf(
  reading: Reading,
  destination: Destination,
  node: Expr,
  spot: Spot,
  follow: boolean,
): readonly Effect[] {
  const text = (part: Expr) => reading.file.text.slice(part.start, part.end).replace(/\s+/g, ' ');
  const doubt = (why: string): readonly Effect[] => [{ kind: 'doubt', ...spot, why }];
  switch (destination.kind) {
    case 'called':
      return [{ kind: 'call', ...spot, item: reading.item }];
    case 'tested':
    case 'dropped':
    case 'overwritten':
      return [];
    case 'argument':
      return isPrinted(reading, text(destination.callee))
        ? []
        : doubt(`is passed to ${text(destination.callee)}`);
    case 'returned':
      return doubt(`is returned by ${reading.item.name ?? 'a function'}`);
    case 'other':
      return doubt(destination.what);
    default: {
      const place = placeOf(reading.scope, destination, text);
      if (place === undefined) return doubt('is used in a way that was not understood');
      if (place.kind === 'unknown') return doubt(place.why);
      if (place.kind === 'member') {
        const { tag, field, holder } = place;
        return [{ kind: 'store', ...spot, tag, field, holder, under: reading.under }];
      }
      const isLocal = place.kind === 'local';
      return isLocal && follow && node.kind !== 'unknown'
        ? followLocal(reading, place.declaredAt, place.name, spot)
        : doubt(`is stored in the variable ${place.name}`);
    }
  }
}

/** What is done with a local variable that holds the value: called at once is understood, passed on is not. */
function followLocal(reading: Reading, declaredAt: number, name: string, spot: Spot): readonly Effect[] {
  const { view } = reading.scope;
  const uses = [...view.identifiers.values()].filter(
    node => view.resolution?.of(node)?.declarator?.nameSpan.start === declaredAt,
  );
  const effects = uses.flatMap(use =>
    destinationsOf(view, use).flatMap(destination => effectOf(reading, destination, use, spot, false)),
  );
  // Where the text around it cannot be read, its uses may not be known for what they are.
  const isUnclear =
    uses.length === 0 ||
    [...view.identifiers.values()].some(
      node => node.name === name && view.resolution?.of(node) === undefined,
    );
  const lost = isUnclear || effects.some(effect => effect.kind !== 'call');
  return lost
    ? [{ kind: 'doubt', ...spot, why: `is kept in the variable ${name}, which is passed on` }]
    : effects.slice(0, 1);
}
