/** JSON that harms no terminal. */

/**
 * A document as indented JSON, with a line end. JSON itself escapes the control characters of ASCII alone; others
 * can command a terminal, or hide text in it.
 */
export function harmlessJson(document: object): string {
  const json = JSON.stringify(document, undefined, 2);
  return `${json.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, char =>
    [...Array(char.length).keys()]
      .map(at => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  )}\n`;
}
