/** Lines broken at white space: as git folds headers and shortlogs, and as people set paragraphs. */

/**
 * Folds one line as git does: broken before the word that would end beyond `width`, a word longer than that alone
 * on its line. White space within a line stays as it is; of the run at a break, the last character goes.
 *
 * @param used Columns taken before the text, where it may be broken at once; for a text that begins its own line,
 * undefined.
 * @param indent Columns before each line but the first; `first` those before the first, where it begins a line.
 */
export function fold(
  text: string,
  width: number,
  place: { readonly used?: number; readonly first?: number; readonly indent: number },
): string {
  const pad = ' '.repeat(place.indent);
  const words = text.split(/([ \t\r\n])/);
  let column = place.used ?? place.first ?? 0;
  let folded = place.used === undefined ? ' '.repeat(place.first ?? 0) : '';
  let breakable = place.used !== undefined;
  let gap = '';
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at]!;
    const end = column + columnsOf(word);
    if (end <= width || !breakable) {
      folded += gap + word;
      column = end;
    } else {
      folded += `\n${pad}${word}`;
      column = place.indent + columnsOf(word);
    }
    gap = words[at + 1] ?? '';
    breakable = true;
    column = (gap === '\t' ? column | 7 : column) + 1;
  }
  return folded;
}

/**
 * Sets a paragraph in lines of at most `width` columns (75 for the kernel). Its white space is worth one space; a
 * longer word stands alone.
 */
export function setParagraph(text: string, width = 75): string {
  const words = text.trim().split(/\s+/);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join('\n');
}

/** Columns a text takes on a terminal: two for East Asian wide characters, none for what combines. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const char of text)
    columns += /\p{Mn}|\p{Me}|\p{Cf}/u.test(char) && char !== '\xad' ? 0 : isWide(char) ? 2 : 1;
  return columns;
}

/** As much of a text as has room in so many columns. */
export function beginningOf(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let beginning = '';
  for (const char of text) {
    if (columnsOf(beginning + char) > columns) break;
    beginning += char;
  }
  return beginning;
}

function isWide(char: string): boolean {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(
    char,
  );
}
