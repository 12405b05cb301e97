/** JSON that harms no terminal. */

/**
 * A document as indented JSON, with a line end. JSON itself escapes the control characters of ASCII alone; others
 * can command a terminal, or hide text in it.
 */
export function harmlessJson(document: object): string {
  return `${harmless(JSON.stringify(document, undefined, 2))}\n`;
}

/** Documents one a line, each with a line end: a reader need not wait for the last. */
export function harmlessLines(documents: readonly object[]): string {
  return documents.map(document => `${harmless(JSON.stringify(document))}\n`).join('');
}

function harmless(json: string): string {
  return json.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, char =>
    [...Array(char.length).keys()]
      .map(at => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
