/** A key that a JSON text gives twice: `JSON.parse` takes the last one without a word. */

/** A key of the outermost object that stands twice, and the lines of both, from 1. */
export interface DoubleKey {
  readonly key: string;
  readonly lines: readonly [number, number];
}

/** The first key that the outermost object of a text gives twice; the text has to be JSON. */
export function doubleKeyIn(json: string): DoubleKey | undefined {
  const seen = new Map<string, number>();
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(/"(?:\\.|[^"\\])*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && /^\s*:/.test(json.slice(index + token.length))) {
      const key = JSON.parse(token) as string;
      const line = json.slice(0, index).split('\n').length;
      const first = seen.get(key);
      if (first !== undefined) return { key, lines: [first, line] };
      seen.set(key, line);
    }
  }
  return undefined;
}
