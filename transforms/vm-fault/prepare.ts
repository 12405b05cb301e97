/**
 * What a tree from before the new API needs: the type and the calls, declared in its own headers. As mainline did in
 * v4.17, the new calls are made of the old ones, so that the change by itself does nothing.
 */
import {
  beginsType,
  type Facts,
  type Item,
  insert,
  type Offer,
  proveInserted,
  type SourceFile,
  type Unit,
  withoutComments,
} from '../../src/kit.js';
import { FAULT_TYPE } from './contract.js';
import { bringsMapper } from './helpers.js';
import { PREPARED_WORDS } from './words.js';

/** What parameters are called where their declaration does not say: by their place, as `include/linux/mm.h` of v4.14 has it. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  vm_insert_page: ['vma', 'addr', 'page'],
  vm_insert_pfn: ['vma', 'addr', 'pfn'],
  vm_insert_pfn_prot: ['vma', 'addr', 'pfn', 'pgprot'],
  vm_insert_mixed: ['vma', 'addr', 'pfn'],
  vm_insert_mixed_mkwrite: ['vma', 'addr', 'pfn'],
};

const MAPPER = `/* What a page fault handler returns for an error of something else. */
static inline vm_fault_t vmf_error(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return VM_FAULT_SIGBUS;
}
`;

const MAP = `/*
 * What a page fault handler returns for the result of vm_insert_*(). An entry
 * that is there already is as good as a new one.
 */
static inline vm_fault_t vmf_insert_result(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
`;

const TYPE = `/* What page fault handlers return: VM_FAULT codes, and never an errno. */
typedef int ${FAULT_TYPE.codeType};
`;

/** The names that new code uses and that a tree may not declare yet. */
export function namesOf(calls: ReadonlyMap<string, string>, types: boolean): readonly string[] {
  return [...(types ? [FAULT_TYPE.codeType] : []), ...calls.values()];
}

/** A parameter: as it is declared, and its name. */
interface Parameter {
  readonly said: string;
  readonly name: string;
}

/**
 * The parameters that a tree's own declaration says, since kernels differ in their types (a page frame is no `pfn_t`
 * before v4.5); undefined where it says more than types and names.
 */
function parametersOf({ file, item }: Places): readonly Parameter[] | undefined {
  const name = item.name!;
  const text = withoutComments(file.text.slice(item.start, item.end));
  const list = new RegExp(`\\b${name}\\s*\\(([\\w\\s*,]*)\\)`).exec(text)?.[1];
  if (list === undefined) return undefined;
  const parameters = list.split(',').map((part, i): Parameter | undefined => {
    const said = part.trim().replace(/\s+/g, ' ');
    const own = /^.*[\s*](\w+)$/.exec(said)?.[1];
    if (own !== undefined && !beginsType(own)) return { said, name: own };
    const known = NAMES[name]?.[i];
    return known === undefined
      ? undefined
      : { said: said + (said.endsWith('*') ? '' : ' ') + known, name: known };
  });
  return parameters.every(one => one !== undefined) ? parameters : undefined;
}

/** The new call made of the old one; undefined where its parameters are not understood. */
function wrapperOf(declaration: Places, after: string): string | undefined {
  const parameters = parametersOf(declaration);
  if (parameters === undefined) return undefined;
  const open = `static inline ${FAULT_TYPE.codeType} ${after}(`;
  const indent = `${'\t'.repeat(Math.floor(open.length / 8))}${' '.repeat(open.length % 8)}`;
  const head = open + parameters.map(({ said }) => said).join(`,\n${indent}`);
  const names = parameters.map(({ name }) => name).join(', ');
  return `${head})\n{\n\treturn vmf_insert_result(${declaration.item.name}(${names}));\n}\n`;
}

/** Where the parts go. */
interface Places {
  readonly file: SourceFile;
  readonly item: Item;
}

/**
 * What has to follow the last function: its own line end, where code goes on in the next line, so that a blank one
 * stands between; nothing where there is a blank line already, or the end of the file.
 */
function gapAfter({ file, item }: Places): string {
  return /^[ \t]*\r?\n[ \t]*[^\s]/.test(file.text.slice(item.end)) ? '\n' : '';
}

/**
 * Where the type goes: in front of the table that all others need, or of what says the type above it in the same header,
 * another table or a function.
 */
function placeOfType(inHeaders: readonly Places[]): Places | undefined {
  const textOf = ({ file, item }: Places) => file.text.slice(item.start, item.end);
  const tables = ['vm_special_mapping', 'vm_operations_struct'].flatMap(
    tag => inHeaders.find(place => new RegExp(`^struct\\s+${tag}\\s*\\{`).test(textOf(place))) ?? [],
  );
  const [first] = tables;
  if (first === undefined) return undefined;
  const isFunction = (place: Places) => /^[^{]*\(/.test(textOf(place));
  const saying = inHeaders.filter(
    place => place.file === first.file && (isFunction(place) || tables.includes(place)),
  );
  return saying.reduce((top, one) => (one.item.start < top.item.start ? one : top), first);
}

/** The preparation of a tree, and the items whose occurrences it is offered at; undefined where nothing is missing. */
export interface Preparation {
  readonly change: Offer;
  readonly items: ReadonlySet<Item>;
}

/** Plans what is missing; undefined too where there is no place to put it, or a declaration is not understood. */
export function prepare(
  units: readonly Unit<unknown>[],
  facts: Facts,
  calls: ReadonlyMap<string, string>,
): Preparation | undefined {
  const inHeaders = units.flatMap(({ file, item }): Places[] =>
    item !== undefined && file.path.endsWith('.h') ? [{ file, item }] : [],
  );
  const missing = [...calls].filter(([, after]) => !facts.declares(after));
  const needsType = !facts.declares(FAULT_TYPE.codeType);
  const declarations = inHeaders.filter(
    ({ item }) => item.kind === 'declaration' && calls.has(item.name ?? ''),
  );
  const last = declarations.at(-1);
  const struct = placeOfType(inHeaders);
  if ((missing.length > 0 && last === undefined) || (needsType && struct === undefined)) return undefined;
  const mapper = last !== undefined && bringsMapper(facts, calls) ? [MAPPER] : [];
  const wrappers = missing.flatMap(([before, after]) => {
    const declaration = declarations.find(({ item }) => item.name === before);
    return declaration === undefined ? [] : [wrapperOf(declaration, after)];
  });
  if (wrappers.some(one => one === undefined)) return undefined;
  const edits = [
    ...(needsType ? [insert(struct!.file.path, struct!.item.start, `${TYPE}\n`)] : []),
    ...(wrappers.length > 0
      ? [
          insert(
            last!.file.path,
            last!.item.end,
            `\n\n${[...mapper, MAP, ...wrappers].join('\n').trimEnd()}${gapAfter(last!)}`,
          ),
        ]
      : []),
  ];
  const proof = proveInserted(edits, facts.file);
  if (edits.length === 0 || proof === undefined) return undefined;
  const items = new Set([...(needsType ? [struct!.item] : []), ...(wrappers.length > 0 ? [last!.item] : [])]);
  return { change: { edits, proof, phase: 'first', words: PREPARED_WORDS }, items };
}
