/** The types that a file gives functions: in definitions, in declarations, and in the slots of structs. */
import type { SlotTable } from '../facts/index.js';
import type { Item, SourceFile } from '../source/file.js';

/** One place that says what a function returns. */
export interface Head {
  /** The function's name, or `struct gizmo_ops.fault` for a slot. */
  readonly name: string;
  /** Whether only this file can mean it. */
  readonly isStatic: boolean;
  readonly what: 'definition' | 'declaration' | 'slot';
  /** Without storage class and annotations, with its stars, in single spaces. */
  readonly type: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** Words of a declaration that say nothing of its type. */
const STORAGE = /\b(?:extern|static|inline|__inline|__inline__|const|volatile|__\w+|asmlinkage|noinline)\b/g;

/** The heads in those items of a file that `isWanted` takes. What cannot be read has none. */
export function headsIn(
  file: SourceFile,
  slots: readonly SlotTable[],
  isWanted: (item: Item) => boolean,
): readonly Head[] {
  return file.items
    .filter(isWanted)
    .flatMap(item => [...functionsIn(file, item), ...slotsIn(file, item, slots)]);
}

function functionsIn(file: SourceFile, item: Item): readonly Head[] {
  const { line } = file.position(item.start);
  const at = { path: file.path, line };
  if (item.kind === 'function') {
    const variants = file.functionsOf(item);
    if ('why' in variants) return [];
    return variants.map(({ fn }) => ({
      ...{ name: fn.name, isStatic: fn.isStatic, what: 'definition' as const, ...at },
      type: plain(fn.returnType),
    }));
  }
  const variants = item.kind === 'declaration' ? file.declarationsOf(item) : [];
  if ('why' in variants) return [];
  return variants.flatMap(({ decl }) =>
    decl.isTypedef
      ? []
      : decl.declarators
          .filter(({ func }) => func)
          .map(({ name, pointers }) => ({
            ...{ name, isStatic: decl.isStatic, what: 'declaration' as const, ...at },
            type: plain(decl.type + '*'.repeat(pointers)),
          })),
  );
}

/** The slots that a struct's body in an item declares. */
function slotsIn(file: SourceFile, item: Item, slots: readonly SlotTable[]): readonly Head[] {
  const text = file.text.slice(item.start, item.end);
  return slots
    .filter(({ struct }) => new RegExp(`\\bstruct\\s+${struct}\\s*\\{`).test(text))
    .flatMap(({ struct, fields }) =>
      fields.flatMap(field => {
        const found = new RegExp(`([A-Za-z_][\\w \\t*]*?)\\(\\s*\\*\\s*${field}\\s*\\)\\s*\\(`).exec(text);
        if (found === null) return [];
        const { line } = file.position(item.start + found.index);
        const name = slotName(struct, field);
        return [
          { name, isStatic: false, what: 'slot' as const, type: plain(found[1]!), path: file.path, line },
        ];
      }),
    );
}

/** What a slot is called among functions. */
export function slotName(struct: string, field: string): string {
  return `struct ${struct}.${field}`;
}

function plain(type: string): string {
  return type.replace(STORAGE, ' ').replace(/\s*\*/g, ' *').replace(/\s+/g, ' ').trim();
}
