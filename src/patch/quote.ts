/** File names in patches, as git writes them with `core.quotePath` on (the default). */
import { type Latin1, latin1, utf8 } from './latin1.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/**
 * A path, after a prefix such as `a/`, in double quotes if it holds a control character, a quote, a backslash or
 * anything beyond ASCII; plain otherwise. A space needs no quotes.
 */
export function quotePath(path: string, prefix = ''): Latin1 {
  const bytes = utf8(path);
  const escaped = bytes.replace(
    /[\x00-\x1f"\\\x7f-\xff]/g,
    char => ESCAPES[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return latin1(escaped === bytes ? prefix + bytes : `"${prefix}${escaped}"`);
}

/** Characters that stand for themselves, or for a control character, behind a backslash. */
const PLAIN: ReadonlyMap<string, string> = new Map(
  Object.entries(ESCAPES).map(([char, printed]) => [printed.slice(1), char]),
);

/** The bytes of a name as git printed it: the way back from `quotePath`, with the prefix still on it. */
export function unquotePath(printed: string): Latin1 {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(printed)?.[1];
  if (quoted === undefined) return latin1(printed);
  const bytes = quoted.replace(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, char: string) =>
    octal === undefined ? (PLAIN.get(char) ?? char) : String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
  return latin1(bytes);
}
