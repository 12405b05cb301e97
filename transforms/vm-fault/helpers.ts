/** The helpers of the API that a tree has: what each one does is read from its definition there, not believed. */
import {
  changedBy,
  convertFunction,
  ERRNO,
  type Facts,
  type Item,
  inOneLine,
  type MacroDef,
  type Mapper,
  type Migration,
  mapperOf,
  ownErrnosOf,
  type Restorer,
  restoredBy,
  type SourceFile,
} from '../../src/kit.js';
import {
  ERRNO_RESTORER,
  ERROR_MAPPER,
  ERROR_MASK,
  FAULT_CODES,
  FAULT_TYPE,
  migrationOf,
  OLD_CALL,
  SINCE,
} from './contract.js';

/** The family's migration as one tree has it: mappers that it defines in another way are not known. */
export function migrationIn(facts: Facts, path: string, calls: ReadonlyMap<string, string>): Migration {
  const file = facts.file(path);
  const migration: Migration = {
    ...migrationOf(calls),
    macrosOf: facts.macrosOf,
    effort: facts.effort,
    headersOf: facts.ownHeadersOf,
    ...(file ? { ownErrnos: ownErrnosOf(file, facts.ownHeadersOf(path)) } : {}),
  };
  // A macro of that name may be anything.
  if (facts.macrosOf(ERROR_MAPPER, path).length > 0) return { ...migration, mappers: [], usable: [] };
  if (!facts.declares(ERROR_MAPPER)) {
    const isThere = facts.hasRelease(SINCE.vmf_error) && !hasOwn(facts, ERROR_MAPPER, path);
    return isThere ? { ...migration, usable: migration.mappers } : migration;
  }
  const mapper = mapperIn(facts, path, migration);
  return mapper ? { ...migration, mappers: [mapper], usable: [mapper] } : { ...migration, mappers: [] };
}

/**
 * The same for changes that bring the type of codes: a tree that has neither the type nor vmf_error() gets both, or is
 * built with headers that have them.
 */
export function mappingIn(facts: Facts, path: string, calls: ReadonlyMap<string, string>): Migration {
  const migration = migrationIn(facts, path, calls);
  const brings = bringsMapper(facts, calls) && !hasOwn(facts, ERROR_MAPPER, path);
  return brings ? { ...migration, usable: migration.mappers } : migration;
}

/** Whether a file has something else of its own under a name. */
function hasOwn(facts: Facts, name: string, path: string): boolean {
  const { items, macros } = facts.file(path) ?? { items: [], macros: [] };
  return [...items, ...macros].some(one => one.name === name);
}

/** Whether vmf_error() comes together with the type of codes: not where the kernel has the type alone. */
export function bringsMapper(facts: Facts, calls: ReadonlyMap<string, string>): boolean {
  const isLater = facts.hasRelease(SINCE.vm_fault_t) === true && !facts.hasRelease(SINCE.vmf_error);
  const hasOne = facts.declares(FAULT_TYPE.codeType) || facts.declares(ERROR_MAPPER);
  return calls.size > 0 && !hasOne && !isLater;
}

/** vmf_error(), as code in `path` would call it; undefined where there is none, or one that does something else. */
export function mapperIn(facts: Facts, path: string, migration: Migration): Mapper | undefined {
  return readIn(facts, ERROR_MAPPER, path, fn => mapperOf(fn, migration));
}

/** vm_fault_to_errno(), likewise. */
export function restorerIn(facts: Facts, path: string, migration: Migration): Restorer | undefined {
  // The flags are those of get_user_pages(); they only matter for poisoned memory.
  const flags = 0;
  const values = readIn(facts, ERRNO_RESTORER, path, fn => restoredBy(fn, migration, flags));
  return (
    values && { name: ERRNO_RESTORER, flags, values, lostSentence: '{{value}} now arrives as {{instead}}' }
  );
}

type Definition = Parameters<typeof mapperOf>[0];

/** What every definition that can be meant says, where they all say the same. */
function readIn<T>(
  facts: Facts,
  name: string,
  path: string,
  read: (fn: Definition) => T | undefined,
): T | undefined {
  if (!facts.declares(name)) return undefined;
  const variants = facts.definitionsOf(name, path).flatMap(fn => {
    const some = facts.variantsOf(fn);
    return 'why' in some ? [undefined] : some.map(v => v.fn);
  });
  const [first, ...others] = variants.map(fn => fn && read(fn));
  const key = keyOf(first);
  return first !== undefined && others.every(other => keyOf(other) === key) ? first : undefined;
}

const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (v instanceof Map ? [...v] : v)) ?? '';

/** A macro that has the name of a new call and stands for an old one. */
export interface StandIn {
  readonly name: string;
  readonly old: string;
}

/** Macros stand for macros; people do it once or twice. */
const MOST_MACROS = 5;

/**
 * The first of the new calls that is a macro for an old one where code in `path` calls it: what it gives is an errno
 * then, for some kernels or for all. Undefined where each is what the kernel has.
 */
export function standInFor(facts: Facts, path: string, news: Iterable<string>): StandIn | undefined {
  const oldIn = (name: string, level: number): string | undefined => {
    for (const { body } of level > MOST_MACROS ? [] : facts.macrosOf(name, path)) {
      const old = OLD_CALL.exec(body)?.[0];
      if (old !== undefined) return old;
      const [called] = /\w+/.exec(body) ?? [];
      const further = called === undefined || called === name ? undefined : oldIn(called, level + 1);
      if (further !== undefined) return further;
    }
    return undefined;
  };
  for (const name of news) {
    const old = oldIn(name, 0);
    if (old !== undefined) return { name, old };
  }
  return undefined;
}

/** A name of the API that code gives a meaning of its own. */
export interface OwnMeaning {
  readonly name: string;
  /** What it stands for there, in one line. */
  readonly body: string;
}

/**
 * The first of the calls, old or new, that is a macro where code in `path` calls it, but for one that only stands for
 * the new call: what it does is not what the API does.
 */
export function ownMacroFor(
  facts: Facts,
  path: string,
  calls: ReadonlyMap<string, string>,
): OwnMeaning | undefined {
  for (const [old, instead] of calls) {
    for (const name of [old, instead]) {
      const own = facts.macrosOf(name, path).find(macro => !standsFor(macro, instead));
      if (own !== undefined) return { name, body: plainBody(own.body) };
    }
  }
  return undefined;
}

/**
 * The first of the new calls that is a function of the driver's own, in the file or in a header of its own, and gives
 * something else than the API does. One that is made of the old call, with what it was given, and maps what that
 * returns, is as good as the kernel's.
 */
export function ownFunctionFor(
  facts: Facts,
  file: SourceFile,
  calls: ReadonlyMap<string, string>,
  migration: Migration,
): { readonly name: string; readonly place: string } | undefined {
  const news = [...calls.values()];
  const headers = facts
    .ownHeadersOf(file.path)
    .filter(({ text }) => news.some(name => text.includes(name)))
    .flatMap(header => header.open() ?? []);
  for (const home of [file, ...headers]) {
    const own = home.items.filter(item => item.kind === 'function' && news.includes(item.name ?? ''));
    const other = own.find(item => !isWrapper(home, item, migration));
    if (other) return { name: other.name!, place: `${home.path}:${home.position(other.start).line}` };
  }
  return undefined;
}

/**
 * The first of the new calls that is a function of the tree's own where code in a file calls it, declared with an
 * integer type, and not proven to be the old call with its errnos mapped: what it gives may be an errno.
 */
export function ownErrnoFor(
  facts: Facts,
  { path, items }: SourceFile,
  calls: ReadonlyMap<string, string>,
  migration: Migration,
): { readonly name: string; readonly place: string } | undefined {
  for (const name of calls.values()) {
    const here = items.filter(item => item.kind === 'function' && item.name === name);
    const own = here.length > 0 ? here.map(item => ({ path, item })) : facts.definitionsKnown(name, path);
    for (const { path: home, item } of own) {
      const file = facts.file(home);
      const variants = file?.functionsOf(item);
      if (file === undefined || variants === undefined || 'why' in variants) continue;
      if (variants.some(({ fn }) => fn.returnType === FAULT_TYPE.codeType)) continue;
      if (!callsOld(file, item) || isWrapper(file, item, migration)) continue;
      return { name, place: `${home}:${file.position(item.start).line}` };
    }
  }
  return undefined;
}

const callsOld = (file: SourceFile, { start, end }: Item): boolean =>
  OLD_CALL.test(file.text.slice(start, end));

/** Whether a function does what the new call of its name does: converted, it is that call. */
function isWrapper(file: SourceFile, item: Item, migration: Migration): boolean {
  const conversion = convertFunction(file, item, migration, { mayReturn: true, returns: 'equal' });
  const variants = file.functionsOf(item);
  if (conversion.kind !== 'converted' || 'why' in variants) return false;
  const { after } = changedBy(file, item, conversion.edits);
  const body = after.slice(after.indexOf('{')).replace(/\s/g, '');
  return variants.every(({ fn }) => {
    const handed = fn.params.map(({ name }) => name).join(',');
    return body === `{return${item.name}(${handed});}`;
  });
}

/** The old calls that are macros for the new ones where code in `path` calls them, for some kernels or for all. */
export function renamedIn(
  facts: Facts,
  path: string,
  calls: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const isRenamed = ([old, instead]: readonly [string, string]) =>
    facts.macrosOf(old, path).some(macro => standsFor(macro, instead));
  return new Map([...calls].filter(isRenamed));
}

/** Whether a macro is nothing but another name. */
function standsFor({ params, body }: Pick<MacroDef, 'params' | 'body'>, name: string): boolean {
  const handed = params === undefined ? name : `${name}(${params.join(', ')})`;
  return plainBody(body).replace(/\s/g, '') === handed.replace(/\s/g, '');
}

/** ERANGE, the last error number that all architectures share: `include/uapi/asm-generic/errno-base.h`. */
const LAST_COMMON_ERRNO = 34;

/** The first name of a code or an errno in a text that is a macro with another number where `path` says it. */
export function redefinedIn(facts: Facts, path: string, text: string): OwnMeaning | undefined {
  const errnos = [...ERRNO].filter(([, value]) => value <= LAST_COMMON_ERRNO);
  for (const [name, value] of [...FAULT_CODES, ...errnos]) {
    if (!new RegExp(`\\b${name}\\b`).test(text)) continue;
    const own = facts.macrosOf(name, path).find(({ body }) => !isSaidBy(name, value, plainBody(body)));
    if (own !== undefined) return { name, body: plainBody(own.body) };
  }
  return undefined;
}

/** The errors that the new calls give: every kernel has them in its mask of errors, and not every one has the others. */
const OWN_ERRORS = FAULT_CODES.get('VM_FAULT_OOM')! | FAULT_CODES.get('VM_FAULT_SIGBUS')!;

/** Whether a macro's text is the value of a name, or, for the mask of errors, that of an older kernel. */
function isSaidBy(name: string, value: number, body: string): boolean {
  const said = numberSaid(body);
  if (said === undefined || name !== ERROR_MASK) return said === value;
  return (said & ~value) === 0 && (said & OWN_ERRORS) === OWN_ERRORS;
}

/** The number that a macro's text is: one that is written out, or known names and numbers in an `|`. */
function numberSaid(body: string): number | undefined {
  const plain = body.replace(/\(\s*(?:__force\s+)?(?:vm_fault_t|(?:unsigned )?int|unsigned)\s*\)/g, '');
  return plain
    .replace(/[\s()]/g, '')
    .split('|')
    .reduce<number | undefined>((sum, atom) => {
      const digits = /^(0x[0-9a-f]+|\d+)u?l?$/i.exec(atom)?.[1];
      const number =
        digits === undefined
          ? (FAULT_CODES.get(atom) ?? ERRNO.get(atom))
          : Number(/^0\d/.test(digits) ? `0o${digits}` : digits);
      return sum === undefined || number === undefined ? undefined : sum | number;
    }, 0);
}

/** The text of a macro without comments and continued lines. */
const plainBody = (body: string): string => inOneLine(body).replace(/\s+/g, ' ').trim();
