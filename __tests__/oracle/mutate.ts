/** Sabotage: small changes to converted text, of the kinds that a wrong conversion would have. */
import {
  closingOf,
  everyStatement,
  fileScopeOf,
  type Statement,
  statementsOf,
  type Token,
  tokensOf,
} from './ctext.js';
import { type Random, randomOf } from './rng.js';

/** A text with one thing wrong. */
export interface Mutant {
  readonly text: string;
  /** `wrong constant`, `dropped case`, … */
  readonly kind: string;
  /** What was changed: `VM_FAULT_OOM -> VM_FAULT_SIGBUS`. */
  readonly what: string;
}

interface Change {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

const CODES = ['VM_FAULT_OOM', 'VM_FAULT_SIGBUS', 'VM_FAULT_NOPAGE', 'VM_FAULT_RETRY', '0'];
const ERRNOS = ['EBUSY', 'ENOMEM', 'EFAULT', 'EINTR'];
const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '==': ['!='],
  '!=': ['=='],
  '<': ['>=', '<='],
  '>': ['<=', '>='],
  '<=': ['>'],
  '>=': ['<'],
  '&&': ['||'],
  '||': ['&&'],
};

/** Every mutant of the bodies in a text, in order of place. */
export function mutantsOf(text: string): Mutant[] {
  const changes: Change[] = [];
  for (const fn of fileScopeOf(text).functions) {
    if (!fn.body) continue;
    const { start, end } = fn.body;
    const tokens = tokensOf(text).filter(token => token.start >= start && token.end <= end);
    changes.push(...tokenChanges(tokens), ...statementChanges(text, statementsOf(text, fn.body)));
  }
  changes.sort((a, b) => a.start - b.start || a.end - b.end);
  const seen = new Set([text]);
  return changes.flatMap(({ kind, start, end, by }) => {
    const mutant = text.slice(0, start) + by + text.slice(end);
    if (seen.has(mutant)) return [];
    seen.add(mutant);
    const short = (part: string): string => part.replace(/\s+/g, ' ').trim().slice(0, 60) || 'nothing';
    return [{ text: mutant, kind, what: `${short(text.slice(start, end))} -> ${short(by)}` }];
  });
}

/** Some of them, as a seed picks. */
export function someMutantsOf(text: string, count: number, seed: number): Mutant[] {
  const rng: Random = randomOf(seed);
  return rng.shuffle(mutantsOf(text)).slice(0, count);
}

function tokenChanges(tokens: readonly Token[]): Change[] {
  const out: Change[] = [];
  const swap = (kind: string, token: Token, by: string): void => {
    out.push({ kind, start: token.start, end: token.end, by });
  };
  const locals = [...new Set(tokens.filter(isResult).map(token => token.text))];
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1]?.text;
    if (CODES.includes(token.text) && token.kind === 'word')
      for (const code of CODES) if (code !== token.text) swap('wrong constant', token, code);
    if (token.text === 'VM_FAULT_ERROR') {
      swap('wrong constant', token, 'VM_FAULT_NOPAGE');
      swap('wrong constant', token, '~0');
    }
    if (ERRNOS.includes(token.text) && before === '-')
      for (const errno of ERRNOS) if (errno !== token.text) swap('wrong constant', token, errno);
    for (const other of COMPARISONS[token.text] ?? []) swap('changed operator', token, other);
    if (token.text === '&' && /^(VM_FAULT_\w+)$/.test(tokens[i + 1]?.text ?? ''))
      swap('changed operator', token, '==');
    if (token.text.startsWith('vmf_insert_')) swap('old call', token, token.text.replace('vmf_', 'vm_'));
    if (token.text === 'vmf_error') swap('lost map', token, '');
    if (isResult(token) && before !== '.' && before !== '->')
      for (const other of locals) if (other !== token.text) swap('wrong local', token, other);
  }
  return out;
}

const isResult = (token: Token): boolean =>
  /^(ret|err|rc|error|res|result|retval|fault|vmf_ret|status|code)\d?$/.test(token.text);

function statementChanges(text: string, body: Statement): Change[] {
  const out: Change[] = [];
  for (const statement of everyStatement(body)) {
    const { start, end, head, inner, kind } = statement;
    if (head && kind !== 'switch') {
      const condition = kind === 'if' || kind === 'do' ? head : loopCondition(text, head);
      if (condition) {
        const part = text.slice(condition.start, condition.end);
        out.push({ kind: 'negated condition', ...condition, by: `!(${part})` });
      }
    }
    if (kind === 'if') {
      const [then, otherwise] = inner;
      if (then && otherwise) {
        const between = text.slice(then.end, otherwise.start);
        out.push({
          kind: 'swapped branch',
          start: then.start,
          end: otherwise.end,
          by: text.slice(otherwise.start, otherwise.end) + between + text.slice(then.start, then.end),
        });
        out.push({ kind: 'removed statement', start: then.end, end: otherwise.end, by: '' });
      }
      out.push({ kind: 'removed statement', start, end, by: ';' });
      if (then && !otherwise)
        out.push({ kind: 'unguarded', start, end, by: text.slice(then.start, then.end) });
    }
    if (kind === 'expression' || kind === 'jump' || kind === 'loop')
      out.push({ kind: 'removed statement', start, end, by: ';' });
    if (kind === 'return') out.push({ kind: 'removed statement', start, end, by: ';' });
    if (kind === 'case' && !text.slice(start, end).startsWith('default'))
      out.push({ kind: 'dropped case', start, end, by: '' });
    if (kind === 'switch') out.push(...wholeCases(inner[0]));
  }
  return out;
}

/** Case groups with what they do. */
function wholeCases(body: Statement | undefined): Change[] {
  const out: Change[] = [];
  const all = body?.inner ?? [];
  for (let i = 0; i < all.length; i++) {
    if (all[i]!.kind !== 'case' || all[i - 1]?.kind === 'case') continue;
    let k = i;
    while (all[k + 1]?.kind === 'case') k++;
    while (all[k + 1] && all[k + 1]!.kind !== 'case') k++;
    out.push({ kind: 'dropped case', start: all[i]!.start, end: all[k]!.end, by: '' });
  }
  return out;
}

function loopCondition(
  text: string,
  head: { start: number; end: number },
): { start: number; end: number } | undefined {
  const parts = text.slice(head.start, head.end).split(';');
  if (parts.length !== 3) return parts.length === 1 ? head : undefined;
  const start = head.start + parts[0]!.length + 1;
  return { start, end: start + parts[1]!.length };
}

/** Whether brackets of a text close; a mutant that breaks them would say nothing. */
export function isBalanced(text: string): boolean {
  const tokens = tokensOf(text);
  for (let i = 0; i < tokens.length; i++) {
    if (!/^[([{]$/.test(tokens[i]!.text)) continue;
    const close = tokens[closingOf(tokens, i)]!.text;
    if (close !== { '(': ')', '[': ']', '{': '}' }[tokens[i]!.text]) return false;
  }
  return true;
}
