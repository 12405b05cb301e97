/** Blanks what stands beside types and names without being C: attributes, address spaces, bodies of tags. */
import { blank, cover, type Sheet, startOf } from './sheet.js';
import {
  ASM,
  ATTRIBUTE_CALLS,
  ATTRIBUTES,
  BUILTIN_TYPES,
  CONTROL,
  QUALIFIERS,
  rolesOf,
  STORAGE,
  TAGS,
  TYPE_OPERATORS,
  TYPEOF,
} from './words.js';

/** A word of a run, or `typeof(…)` taken as one; indexes of its first and last token. */
interface RunWord {
  readonly first: number;
  readonly last: number;
  readonly word: string;
}

/** Blanks annotations and the members of tags; `clean` then shows declarations as plain C writes them. */
export function maskAnnotations(sheet: Sheet): void {
  const { tokens, texts, partner, bracket } = sheet.structure;
  for (let i = 0; i < tokens.length; i++) {
    const t = texts[i] ?? '';
    if (bracket[i] === 'members' && (partner[i] ?? -1) > i) {
      const close = partner[i] ?? i;
      blank(sheet, i, close);
      if (TAGS.has(texts[i - 1] ?? '')) cover(sheet, i, i, 'x');
      i = close;
    } else if (t === ')' && isParameters(sheet, partner[i] ?? -1)) {
      while (tokens[i + 1]?.kind === 'word' && !ASM.has(texts[i + 1] ?? '')) {
        const last = texts[i + 2] === '(' ? Math.max(partner[i + 2] ?? -1, i + 1) : i + 1;
        blank(sheet, i + 1, last);
        i = last;
      }
    } else if (tokens[i]?.kind === 'word' && texts[i - 1] !== '.' && texts[i - 1] !== '->') {
      if (t === '__extension__') blank(sheet, i, i);
      else i = maskRun(sheet, i);
    }
  }
}

/** Whether a parenthesis is the parameter list of a prototype: all words after it are annotations. */
function isParameters(sheet: Sheet, open: number): boolean {
  const { tokens, texts, bracket } = sheet.structure;
  const name = texts[open - 1] ?? '';
  if (bracket[open] !== 'group' || tokens[open - 1]?.kind !== 'word') return false;
  return !CONTROL.has(name) && !TYPE_OPERATORS.has(name) && !BUILTIN_TYPES.has(name);
}

/** Sorts out the run of words that begins at `first`; gives the index of its last token. */
function maskRun(sheet: Sheet, first: number): number {
  const { tokens, texts, partner, begin } = sheet.structure;
  const run: RunWord[] = [];
  let i = first;
  for (; tokens[i]?.kind === 'word'; i++) {
    const word = texts[i] ?? '';
    const close = texts[i + 1] === '(' ? (partner[i + 1] ?? -1) : -1;
    if (ASM.has(word)) {
      if (begin[i] !== 'no' || i === 0 || !/[\w)\]]$/.test(texts[i - 1] ?? '')) break;
      i = blankAsm(sheet, i);
    } else if (ATTRIBUTE_CALLS.has(word) && close > i && !isStatement(sheet, i, close)) {
      blank(sheet, i, close);
      i = close;
    } else if (TYPEOF.has(word) && close > i) {
      run.push({ first: i, last: close, word: 'int' });
      i = close;
    } else if (CONTROL.has(word) || TYPE_OPERATORS.has(word)) run.length = 0;
    else run.push({ first: i, last: i, word });
  }
  // Between literals words are literals too.
  const literal = tokens[first - 1]?.kind === 'string' || tokens[i]?.kind === 'string';
  if (run.length > 0 && !literal) blankAnnotations(sheet, run, texts[i] ?? ';');
  noteLeading(sheet, first, i);
  return Math.max(i - 1, first);
}

function isStatement(sheet: Sheet, at: number, close: number): boolean {
  return sheet.structure.begin[at] === 'block' && sheet.structure.texts[close + 1] === ';';
}

/** `asm("r0")` after a declarator names a register or a symbol. */
function blankAsm(sheet: Sheet, at: number): number {
  const { texts, partner } = sheet.structure;
  let i = at + 1;
  while (i < texts.length && texts[i] !== '(' && texts[i] !== ';') i++;
  const close = Math.max(partner[i] ?? -1, at);
  blank(sheet, at, close);
  return close;
}

function blankAnnotations(sheet: Sheet, run: readonly RunWord[], next: string): void {
  const { texts, begin, inside } = sheet.structure;
  const head = run[0];
  if (head === undefined) return;
  const words = run.map(one => one.word);
  const before = begin[head.first] === 'no' ? (texts[head.first - 1] ?? '') : '';
  const drop = (one: RunWord): void => blank(sheet, one.first, one.last);
  if (/^[*)\]}]$/.test(before)) {
    const last = run.findLast(one => !ATTRIBUTES.has(one.word));
    for (const one of run) {
      const known = ATTRIBUTES.has(one.word);
      const beforeName = /^[*}]$/.test(before) && one !== last && !QUALIFIERS.has(one.word);
      const afterArray = before === ']' && !QUALIFIERS.has(one.word);
      if (known || beforeName || afterArray) drop(one);
    }
  } else if (run.length > 1) {
    const roles = rolesOf(words, next);
    // What begins a statement may be one of its own: `GIZMO_ENTER int ret;`. Then nobody knows what it does.
    const isInside = begin[head.first] === 'block' && (inside[head.first] ?? -1) >= 0;
    const isOpen = isInside && roles[0] === 'annotation' && !isKnown(head.word);
    run.forEach((one, k) => {
      if (roles[k] === 'annotation' && !(isOpen && k === 0)) drop(one);
    });
    const last = run.at(-1)?.last ?? head.first;
    const macro = next === '(' && texts[last + 2] !== '*' && isDeclaringMacro(words);
    if (begin[head.first] !== 'no' && macro) run.slice(0, -1).forEach(drop);
  } else if (next === '*' && ATTRIBUTES.has(head.word)) drop(head);
}

const isKnown = (word: string): boolean => ATTRIBUTES.has(word) || !/^[A-Z]/.test(word);

/** `static DEFINE_GIZMO(x);`: the macro holds the whole declaration. */
function isDeclaringMacro(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  if (STORAGE.has(last) || QUALIFIERS.has(last) || BUILTIN_TYPES.has(last)) return false;
  return words.slice(0, -1).every(word => STORAGE.has(word) || QUALIFIERS.has(word) || ATTRIBUTES.has(word));
}

/** Notes where a statement truly begins when its first words were blanked. */
function noteLeading(sheet: Sheet, first: number, end: number): void {
  if (sheet.structure.begin[first] === 'no' || sheet.gone[first] !== true) return;
  let kept = first;
  while (kept <= end && sheet.gone[kept] === true) kept++;
  sheet.notes.leading.set(startOf(sheet, kept), startOf(sheet, first));
}
