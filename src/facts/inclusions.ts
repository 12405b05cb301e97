/** The lines of a text by which it includes other files. */

/** What `^` stands behind in a pattern of several lines. */
const LINE_ENDS = '\n\r';

/** A line that includes a file: how it is quoted, and its name. */
const INCLUDE = /#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/y;

/** A line that includes neither. */
const TORN = /#[ \t]*include\b(?![ \t]*(?:"[^"\n]+"|<[^>\n]+>|[ \t][A-Za-z_]|\\))/y;

/** A line that includes what a macro says. */
const COMPUTED = /#[ \t]*include[ \t]+([A-Za-z_]\w*)/y;

/**
 * The includes of a text: as groups, the quote (`"` or `<`) and the name. Where a macro says the name, each that the
 * text itself defines for it counts.
 */
export function inclusionsIn(text: string): readonly RegExpMatchArray[] {
  return [...directiveStarts(text)].flatMap(start => {
    INCLUDE.lastIndex = start;
    const match = INCLUDE.exec(text);
    if (match !== null) return [match];
    const name = computedAt(text, start);
    return name === undefined ? [] : namesOf(text, name);
  });
}

/** The offsets of the includes whose files the text itself does not say. */
export function computedIn(text: string): readonly number[] {
  return [...directiveStarts(text)].filter(start => {
    const name = computedAt(text, start);
    return name !== undefined && namesOf(text, name).length === 0;
  });
}

/** Whether a line of a text seems to include something, and names neither a file nor a macro. */
export function hasTornInclude(text: string): boolean {
  return [...directiveStarts(text)].some(start => {
    TORN.lastIndex = start;
    return TORN.test(text);
  });
}

function computedAt(text: string, start: number): string | undefined {
  COMPUTED.lastIndex = start;
  return COMPUTED.exec(text)?.[1];
}

/** What a macro says, where it is the name of a file in its quotes. */
function namesOf(text: string, macro: string): readonly RegExpMatchArray[] {
  const said = new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${macro}[ \\t]+(["<])([^">\\n]+)[">]`, 'gm');
  return [...text.matchAll(said)];
}

/** The offset of each `#` that begins a line, blanks before it aside: found by bytes, since most lines have none. */
export function* directiveStarts(text: string): Iterable<number> {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    let before = at - 1;
    while (text[before] === ' ' || text[before] === '\t') before--;
    if (before < 0 || LINE_ENDS.includes(text[before]!)) yield at;
  }
}
