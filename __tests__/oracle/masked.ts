/**
 * The realistic handlers with part of what they do with a local put behind a macro that is not given it: a condition,
 * a jump, another name for the local, a message. What the text does not show is what a rewrite gets wrong.
 */
import { generate, type Program } from './generate.js';
import { type Random, randomOf, seedOf } from './rng.js';

/** A text with the macro's definition to stand above it; undefined where there is nothing to hide. */
type Mask = (text: string, rng: Random) => { readonly text: string; readonly macro: string } | undefined;

const LOCAL = /\b(?:ret|err|rc|error|status|retval|result|fault|vmf_ret)\b/;

/** Replaces one match of a pattern, which one is up to chance. */
function replaceOne(
  text: string,
  rng: Random,
  pattern: RegExp,
  isMeant: (match: RegExpMatchArray) => boolean,
  by: (match: RegExpMatchArray) => string,
): { readonly text: string; readonly match: RegExpMatchArray } | undefined {
  const matches = [...text.matchAll(pattern)].filter(isMeant);
  if (matches.length === 0) return undefined;
  const match = rng.pick(matches);
  const end = match.index! + match[0].length;
  return { text: text.slice(0, match.index) + by(match) + text.slice(end), match };
}

const aboutLocal = (match: RegExpMatchArray): boolean =>
  LOCAL.test(match[1]!) && !/[^=!<>]=[^=]/.test(match[1]!);

/** `if (FAILED)` or `if (FAILED())` for `if (ret < 0)`. */
const condition: Mask = (text, rng) => {
  const parens = rng.chance(0.5) ? '()' : '';
  const made = replaceOne(text, rng, /\bif \((.*)\)$/gm, aboutLocal, () => `if (GIZMO_FAILED${parens})`);
  return made && { text: made.text, macro: `#define GIZMO_FAILED${parens} (${made.match[1]})` };
};

/** `BAIL();` for `if (ret < 0) goto out;`. */
const jump: Mask = (text, rng) => {
  const made = replaceOne(
    text,
    rng,
    /\bif \((.*)\)\n\t+((?:goto|return)\b.*;)$(?!\n\t*else)/gm,
    aboutLocal,
    () => 'GIZMO_BAIL();',
  );
  const [, test, leave] = made?.match ?? [];
  return made && { text: made.text, macro: `#define GIZMO_BAIL() do { if (${test}) ${leave} } while (0)` };
};

/** `gizmo_status` for one mention of `ret` in a test or an assignment. */
const alias: Mask = (text, rng) => {
  const pattern = new RegExp(`(?<=\\b(?:if|switch) \\(.*|= .*|return .*)(${LOCAL.source})(?!\\()`, 'g');
  const made = replaceOne(
    text,
    rng,
    pattern,
    () => true,
    () => 'gizmo_status',
  );
  return made && { text: made.text, macro: `#define gizmo_status ${made.match[1]}` };
};

/** `SAY();` before a test of the local that the macro hands on. */
const message: Mask = (text, rng) => {
  const made = replaceOne(
    text,
    rng,
    /^(\t+)(?=if \((ret|err|rc|error)\b.*\))/gm,
    match => !/\belse\b/.test(match[0]),
    ([indent]) => `${indent}GIZMO_SAY();\n${indent}`,
  );
  const name = made?.match[2];
  return made && { text: made.text, macro: `#define GIZMO_SAY() gizmo_trace_error(vmf, ${name})` };
};

/** The program of a seed. */
export function generateMasked(seed: number): Program {
  for (let attempt = 0; ; attempt++) {
    const program = generate(seedOf(seed, attempt));
    const rng = randomOf(seedOf(seed, attempt + 1000));
    const [kind, mask] = rng.pick([
      ['condition', condition],
      ['jump', jump],
      ['alias', alias],
      ['message', message],
    ] as const);
    const made = mask(program.text, rng);
    // A statement put before another that stands without braces would take its place.
    if (!made || !isSound(made.text)) continue;
    const text = `${made.macro}\n${made.text}`;
    return { ...program, seed, text, traits: [...program.traits, `masked-${kind}`] };
  }
}

/** Whether each message stands where a statement may be added, in a function that has what the macro uses. */
function isSound(text: string): boolean {
  const lines = text.split('\n');
  return lines.every((line, i) => {
    if (!/GIZMO_SAY/.test(line)) return true;
    const open = lines.lastIndexOf('{', i);
    const end = lines.lastIndexOf('}', i);
    const head = lines.slice(end + 1, open).join(' ');
    return /[;{}:]$/.test(lines[i - 1] || ';') && /\bvmf\b/.test(head);
  });
}
