/** Says conditions with the macros of a driver's own replaced by what they stand for. */

/** Says a condition with the macros replaced that are known. */
export type Spell = (condition: string) => string;

/** What a macro stands for, as text. */
export interface Meaning {
  /** Its parameters, where it takes arguments. */
  readonly params?: readonly string[] | undefined;
  readonly value: string | undefined;
  /** When it is defined. */
  readonly defined: string;
}

/** Conditions that grow longer than this are left as they are. */
const LONGEST = 1500;

/** Spells by what is known of macros, now and later on. */
export function spellWith(meanings: ReadonlyMap<string, Meaning>): Spell {
  return condition => {
    if (meanings.size === 0) return condition;
    const said = replaced(condition, meanings);
    return said.length > LONGEST ? condition : said;
  };
}

const WORD = /\bdefined\s*\(?\s*(\w+)\s*\)?|(?<!\w)[A-Za-z_]\w*/g;

function replaced(condition: string, meanings: ReadonlyMap<string, Meaning>): string {
  let out = '';
  let from = 0;
  for (const { 0: all, 1: asked, index } of condition.matchAll(WORD)) {
    if (index < from) continue;
    const end = index + all.length;
    const meaning = meanings.get(asked ?? all);
    if (meaning === undefined) continue;
    const args = asked === undefined ? argumentsAt(condition, end) : undefined;
    const said = asked === undefined ? saidOf(meaning, args, meanings) : meaning.defined;
    if (said === undefined) continue;
    out += condition.slice(from, index) + said;
    from = args?.end ?? end;
  }
  return out + condition.slice(from);
}

interface Arguments {
  readonly texts: readonly string[];
  readonly end: number;
}

/** What a macro stands for where it is used; undefined where that is not known, or it is used otherwise than defined. */
function saidOf(
  { params, value }: Meaning,
  args: Arguments | undefined,
  meanings: ReadonlyMap<string, Meaning>,
): string | undefined {
  if (params === undefined) return args === undefined ? value : undefined;
  const texts = args && gathered(args.texts, params);
  if (texts?.length !== params.length) return undefined;
  const given = new Map(
    params.map((param, at) => [param === '...' ? '__VA_ARGS__' : param, replaced(texts[at]!, meanings)]),
  );
  return value?.replace(/\b[A-Za-z_]\w*\b/g, word => given.get(word) ?? word);
}

/** Arguments as parameters take them: the last of these may be `...`, which takes all that are left. */
function gathered(texts: readonly string[], params: readonly string[]): readonly string[] {
  if (params.at(-1) !== '...') return texts;
  const own = params.length - 1;
  return [...texts.slice(0, own), texts.slice(own).join(', ')];
}

/** The arguments in parentheses behind a name; undefined where there are none. */
function argumentsAt(text: string, offset: number): Arguments | undefined {
  const open = /^\s*\(/.exec(text.slice(offset));
  if (open === null) return undefined;
  const texts: string[] = [];
  let depth = 1;
  let start = offset + open[0].length;
  for (let at = start; at < text.length; at++) {
    const one = text[at];
    if (one === '(') depth++;
    if (one === ')') depth--;
    if (depth > 0 && (one !== ',' || depth > 1)) continue;
    texts.push(text.slice(start, at).trim());
    start = at + 1;
    if (depth === 0) return { texts, end: start };
  }
  return undefined;
}
