/** What `check` holds against code that took over the new calls and went on reading an errno. */
import {
  type Complaint,
  errnosIn,
  type Facts,
  type Inspection,
  type Item,
  inOneLine,
  type MacroDef,
  resultsIn,
  type SourceFile,
  type StandingPointer,
  type StrayResult,
} from '../../src/kit.js';
import { ERRNO_CALLS, FAULT_TYPE, KERNEL_CALLS, migrationOf } from './contract.js';
import { CODE_CALLS, fateOf, fateOfKept, keptBy, type Misreading } from './misread.js';

const HOLDING = FAULT_TYPE.codeType;

/** What stands for a text without calls: a variable of the type of codes means what is written into it. */
const MEANT = { ...migrationOf(new Map()), misread: true } as const;

export const inspection: Inspection = {
  objections: [
    {
      code: 'code-read-as-errno',
      title: 'a VM_FAULT code is read as an errno',
      text: '{{call}}() gives a VM_FAULT code, but in {{function}}() it {{wrong}}',
      advice:
        'success is VM_FAULT_NOPAGE, which is not 0, and no code is negative: return the code as it is, or ask for errors with VM_FAULT_ERROR',
    },
    {
      code: 'code-as-integer',
      title: 'a VM_FAULT code is handed on as an integer',
      text: '{{function}}() returns the VM_FAULT code of {{call}}(), but is declared {{type}}',
      advice: 'declare it vm_fault_t, so that its callers do not take the result for an errno',
    },
    {
      code: 'errno-as-code',
      title: 'an errno stands where a VM_FAULT code belongs',
      text: 'in {{function}}() {{errno}}, whose bits are no VM_FAULT codes',
      advice:
        'use VM_FAULT_OOM for -ENOMEM and VM_FAULT_SIGBUS for other errors, or what vmf_error() makes of them',
    },
  ],
  behind: codeBehind,
  pointers: codePointers,
  concerns(file, item, words) {
    // Everybody calls the API itself: what it does is not for those who use it to be judged by.
    const isApi = CODE_CALLS.has(item.name ?? '');
    return (
      (!isApi && words.some(word => word !== HOLDING)) ||
      errnosIn(file, item, MEANT).length > 0 ||
      resultsIn(file, item, MEANT).some(mayBeErrno)
    );
  },
  keeps(file, item, facts, words) {
    const names = new Set(words.filter(word => CODE_CALLS.has(word)));
    const fn = facts.functionAt(file.path, item);
    return fn === undefined || names.size === 0 ? [] : keptBy({ fn, names }, facts);
  },
  inspect(file, item, facts, words) {
    const isMacroHere = (name: string) =>
      facts.macrosOf(name, file.path).some(macro => codeBehind(macro) !== undefined);
    const pointers = new Set(codePointers(file).map(({ name }) => name));
    const isName = (word: string) =>
      CODE_CALLS.has(word) || pointers.has(word) || (word !== HOLDING && isMacroHere(word));
    const found = words.filter(isName).flatMap(name => misread(file, item, facts, name));
    // What reads one call or another is one fault.
    const each = new Map(found.map(one => [`${one.code} ${one.path}:${one.start}`, one]));
    return [...each.values(), ...strays(file, item, facts)];
  },
};

/** The new call that a macro is: another name for it, or a call of it with arguments and nothing else. */
function codeBehind({ name, body }: MacroDef): string | undefined {
  const said = inOneLine(body).trim();
  const [, call = '', rest = ''] = /^\(*\s*(\w+)\s*([\s\S]*)$/.exec(said) ?? [];
  const isWhole = rest === '' || /^\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)[\s)]*$/.test(rest);
  return CODE_CALLS.has(call) && call !== name && isWhole ? call : undefined;
}

/** The static pointers of a file that are given a new call where they are declared, and nothing else afterwards. */
function codePointers({ items, text }: SourceFile): readonly StandingPointer[] {
  return items.flatMap(({ kind, start, end }) => {
    if (kind === 'function') return [];
    const said = text.slice(start, end);
    const [, name = '', word = ''] = POINTER.exec(said) ?? [];
    if (!CODE_CALLS.has(word)) return [];
    const isGiven = new RegExp(`\\b${name}\\s*=[^=]|&\\s*${name}\\b`).test(
      text.slice(0, start) + text.slice(end),
    );
    return isGiven ? [] : [{ name, word, start }];
  });
}

const POINTER = /^static\b[^;={]*\(\s*\*\s*(?:const\s+)?(\w+)\s*\)\s*\([^;={]*\)\s*=\s*&?\s*(\w+)\s*;/;

function misread(file: SourceFile, item: Item, facts: Facts, call: string): readonly Complaint[] {
  const names = new Set([call]);
  const fn = facts.functionAt(file.path, item);
  if (fn === undefined || call === fn.name) return [];
  const fate = fateOf({ fn, names }, facts);
  const kept = fate?.stored.length ? fateOfKept({ fn, names }, facts) : undefined;
  // Behind a macro may be the old call with other kernels: who asks for a code as well knows of both.
  if (!CODE_CALLS.has(call) && (fate?.right.length ?? 0) > 0) return [];
  const wrong = [fate, kept]
    .flatMap(one => [...(one?.wrong ?? []), ...(one?.printed ?? [])])
    .filter(one => !isOfHandler(one, facts))
    .map(one => complaintOf(one, call));
  const integers = [...(fate?.asInteger ?? []), ...(kept?.asInteger ?? [])].flatMap(
    (one): readonly Complaint[] => {
      const variants = facts.variantsOf(one);
      const [first] = 'why' in variants ? [] : variants;
      const isHandler = facts.slotsOf(one).some(({ dead }) => !dead);
      if (first === undefined || isHandler) return [];
      const { returnTypeSpan: span, returnType } = first.fn;
      const holes = { function: one.name, call, type: returnType };
      const steps = [{ path: file.path, line: fn.line, text: `${fn.name}() calls ${call}()` }];
      return [
        {
          code: 'code-as-integer',
          path: one.path,
          ...span,
          function: one.name,
          subject: call,
          holes,
          steps,
        },
      ];
    },
  );
  return [...wrong, ...integers];
}

/** A handler that returns no code says so by its type alone, which is a finding of its own. */
function isOfHandler({ fn, what }: Misreading, facts: Facts): boolean {
  return (
    what.startsWith('is returned as') && facts.slotsOf(fn).some(({ table }) => table.context === 'fault')
  );
}

/** The place where the code is taken for an errno, and the way that it came. */
function complaintOf({ fn, what, start, end, way }: Misreading, call: string): Complaint {
  const from = way.findLast(({ keeps }) => keeps === undefined)!.name;
  const steps = way.slice(1).map(({ name, keeps, path, line }, at) => {
    const { name: giver, keeps: found } = way[at]!;
    const what = found === undefined ? `what ${giver}() gives` : `what is kept in ${found}`;
    const text = keeps === undefined ? `${name}() hands on ${what}` : `${name}() keeps ${what} in ${keeps}`;
    return { path, line, text };
  });
  const holes = { call: from, function: fn.name, wrong: what };
  return {
    code: 'code-read-as-errno',
    path: fn.path,
    start,
    end,
    function: fn.name,
    subject: call,
    holes,
    steps,
  };
}

function strays(file: SourceFile, item: Item, facts: Facts): readonly Complaint[] {
  const written = errnosIn(file, item, MEANT);
  const given = resultsIn(file, item, MEANT).filter(
    one =>
      mayBeErrno(one) && givesErrno(one, file, facts) && written.every(({ start }) => start !== one.start),
  );
  return [...written, ...given].map(({ what, start, end }) => ({
    ...{ code: 'errno-as-code', path: file.path, start, end, function: item.name ?? 'a function' },
    subject: HOLDING,
    holes: { function: item.name ?? 'a function', errno: what },
    steps: [],
  }));
}

/** Whether the name alone leaves it open that a call gives an errno. */
const mayBeErrno = ({ call, isKept }: StrayResult): boolean =>
  ERRNO_CALLS.has(call) ||
  (!CODE_CALLS.has(call) && !KERNEL_CALLS.has(call) && (isKept ? !/fault|mkwrite|^vmf_/i.test(call) : true));

/**
 * Whether what a call gives is an errno for certain: the kernel's headers say so, or the function's own text does. Of
 * what is defined elsewhere it is taken for one that the caller keeps it in an integer and returns it where it is not 0.
 */
function givesErrno({ call, isKept }: StrayResult, file: SourceFile, facts: Facts): boolean {
  if (facts.macrosOf(call, file.path).length > 0) return false;
  const [defined, ...others] = facts.definitionsKnown(call, file.path);
  if (defined === undefined) return ERRNO_CALLS.has(call) || (isKept && !facts.declares(call));
  if (others.length > 0) return false;
  const variants = facts.variantsOf(defined);
  const text = facts.file(defined.path)?.text.slice(defined.item.start, defined.item.end) ?? '';
  return (
    !('why' in variants) &&
    variants.every(({ fn }) => /^(?:int|long|ssize_t)$/.test(fn.returnType)) &&
    /\breturn\s+-E[A-Z]+\s*;/.test(text)
  );
}
