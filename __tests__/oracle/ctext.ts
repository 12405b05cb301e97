/**
 * A small reader of C for the oracle: tokens, what a file defines, the statements of a body.
 *
 * It is deliberately not the engine's reader: a judge should not share eyes with the judged. It need only
 * read text that compiles and is written in kernel style.
 */

/** A token; `start` and `end` are offsets into the text. Comments and directives are left out. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'punct';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const LEXER =
  /(?<space>\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#(?:[^\n\\]|\\[\s\S])*)|(?<word>[A-Za-z_]\w*)|(?<number>\.?\d[\w.]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<punct>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\.\.\.|[\s\S])/gmy;

/** The tokens of a text, in order. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(LEXER)) {
    const groups = match.groups!;
    const kind = (['word', 'number', 'string', 'punct'] as const).find(name => groups[name] !== undefined);
    if (kind !== undefined)
      tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/** Index of the token that closes the bracket at `open`; the last token where nothing does. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '(' || text === '[' || text === '{') depth++;
    if ((text === ')' || text === ']' || text === '}') && --depth === 0) return i;
  }
  return tokens.length - 1;
}

/** A function that a text defines or declares. */
export interface Signature {
  readonly name: string;
  /** The words before the name, without storage class: `struct page *`. */
  readonly type: string;
  /** One text per parameter; empty for `(void)`. */
  readonly parameters: readonly string[];
  /** The comment right behind the declaration, without its marks; empty if none. */
  readonly remark: string;
  readonly start: number;
  /** Offsets of `{` and behind `}`; undefined for a declaration. */
  readonly body: { readonly start: number; readonly end: number } | undefined;
}

/** What a file says at its outermost level. */
export interface FileScope {
  readonly functions: readonly Signature[];
  /** All names that would clash if the text stood twice in a file. */
  readonly names: readonly string[];
  readonly macros: readonly string[];
}

const STORAGE = new Set(['static', 'extern', 'inline', 'noinline', '__maybe_unused', '__must_check']);

/** Reads the outermost level of a text. */
export function fileScopeOf(text: string): FileScope {
  const tokens = tokensOf(text);
  const functions: Signature[] = [];
  const names = new Set<string>();
  const macros = [...text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm)].map(match => match[1]!);
  let first = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === ';') {
      first = i + 1;
    } else if (token.text === '(' && i > first && tokens[i - 1]!.kind === 'word') {
      const close = closingOf(tokens, i);
      const next = tokens[close + 1]?.text;
      if (next === '{' || next === ';') {
        const end = next === '{' ? closingOf(tokens, close + 1) : close + 1;
        const signature = signatureOf(text, tokens, first, i, close, end);
        functions.push(signature);
        if (next === '{') names.add(signature.name);
        first = end + 1;
        i = end;
      } else {
        i = close;
      }
    } else if (token.text === '{') {
      const close = closingOf(tokens, i);
      const head = tokens.slice(first, i);
      const tag = head.findIndex(word => /^(struct|union|enum)$/.test(word.text));
      if (head.at(-1)?.text === '=') {
        const name = head.filter(word => word.kind === 'word').at(-1);
        if (name) names.add(name.text);
      } else if (tag >= 0) {
        if (head[tag + 1]) names.add(head[tag + 1]!.text);
        if (head[tag]!.text === 'enum')
          for (let k = i + 1; k < close; k++)
            if (tokens[k]!.kind === 'word' && /^[{,]$/.test(tokens[k - 1]!.text)) names.add(tokens[k]!.text);
      }
      i = close;
    }
  }
  return { functions, names: [...names], macros };
}

function signatureOf(
  text: string,
  tokens: readonly Token[],
  first: number,
  open: number,
  close: number,
  end: number,
): Signature {
  const name = tokens[open - 1]!;
  const head = tokens.slice(first, open - 1).filter(token => !STORAGE.has(token.text));
  const inside = text.slice(tokens[open]!.end, tokens[close]!.start).replace(/\s+/g, ' ').trim();
  const remark = /^[ \t]*\/\*\s*(.*?)\s*\*\//.exec(text.slice(tokens[end]!.end, tokens[end]!.end + 80));
  const isDefinition = tokens[close + 1]!.text === '{';
  return {
    name: name.text,
    type: head.map(token => token.text).join(' '),
    parameters: inside === '' || inside === 'void' ? [] : splitAtCommas(inside),
    remark: remark?.[1] ?? '',
    start: tokens[first]!.start,
    body: isDefinition ? { start: tokens[close + 1]!.start, end: tokens[end]!.end } : undefined,
  };
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    if (')]}'.includes(text[i]!)) depth--;
    if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}

/** A statement of a body; spans are offsets into the text, ends exclusive. */
export interface Statement {
  readonly kind:
    | 'block'
    | 'if'
    | 'switch'
    | 'loop'
    | 'do'
    | 'label'
    | 'case'
    | 'jump'
    | 'return'
    | 'declaration'
    | 'expression';
  readonly start: number;
  readonly end: number;
  /** The parenthesised head of if, switch, while and for, without the parentheses. */
  readonly head: { readonly start: number; readonly end: number } | undefined;
  /** Blocks: their statements. If: then, and else if there is one. Loops, switch: the body. Labels: none. */
  readonly inner: readonly Statement[];
}

/** The statement tree of a function body; `body` spans the braces. */
export function statementsOf(text: string, body: { start: number; end: number }): Statement {
  const tokens = tokensOf(text.slice(body.start, body.end)).map(token => ({
    ...token,
    start: token.start + body.start,
    end: token.end + body.start,
  }));
  return new Parser(tokens).statement();
}

const TYPE_WORDS = new Set(
  'int long unsigned signed char short bool struct enum union const static void volatile u8 u16 u32 u64 s32 s64 vm_fault_t pfn_t pgoff_t phys_addr_t dma_addr_t sector_t pgprot_t gfp_t size_t'.split(
    ' ',
  ),
);

class Parser {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  private peek(ahead = 0): string {
    return this.tokens[this.at + ahead]?.text ?? '';
  }

  private get from(): number {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!.start;
  }

  private get done(): number {
    return this.tokens[this.at - 1]!.end;
  }

  private head(): { start: number; end: number } {
    const close = closingOf(this.tokens, this.at);
    const head = { start: this.tokens[this.at]!.end, end: this.tokens[close]!.start };
    this.at = close + 1;
    return head;
  }

  private semicolon(): void {
    while (this.at < this.tokens.length && this.peek() !== ';') {
      if (/^[([{]$/.test(this.peek())) this.at = closingOf(this.tokens, this.at);
      this.at++;
    }
    this.at++;
  }

  private make(
    kind: Statement['kind'],
    start: number,
    inner: Statement[] = [],
    head?: Statement['head'],
  ): Statement {
    return { kind, start, end: this.done, head, inner };
  }

  statement(): Statement {
    const start = this.from;
    const word = this.peek();
    if (word === '{') {
      this.at++;
      const inner: Statement[] = [];
      while (this.peek() !== '}' && this.at < this.tokens.length) inner.push(this.statement());
      this.at++;
      return this.make('block', start, inner);
    }
    if (word === 'if') {
      this.at++;
      const head = this.head();
      const inner = [this.statement()];
      if (this.peek() === 'else') {
        this.at++;
        inner.push(this.statement());
      }
      return this.make('if', start, inner, head);
    }
    if (word === 'switch' || word === 'while' || word === 'for') {
      this.at++;
      const head = this.head();
      const inner = [this.statement()];
      return this.make(word === 'switch' ? 'switch' : 'loop', start, inner, head);
    }
    if (word === 'do') {
      this.at++;
      const inner = [this.statement()];
      this.at++;
      const head = this.head();
      this.semicolon();
      return this.make('do', start, inner, head);
    }
    if (word === 'case' || (word === 'default' && this.peek(1) === ':')) {
      while (this.peek() !== ':') this.at++;
      this.at++;
      return this.make('case', start);
    }
    if (this.peek(1) === ':' && this.tokens[this.at]!.kind === 'word') {
      this.at += 2;
      return this.make('label', start);
    }
    this.semicolon();
    if (word === 'return') return this.make('return', start);
    if (word === 'goto' || word === 'break' || word === 'continue') return this.make('jump', start);
    return this.make(TYPE_WORDS.has(word) ? 'declaration' : 'expression', start);
  }
}

/** A statement and everything in it, outermost first. */
export function* everyStatement(statement: Statement): Generator<Statement> {
  yield statement;
  for (const inner of statement.inner) yield* everyStatement(inner);
}
