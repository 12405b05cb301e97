/** The engine as the oracle sees it: text in, text or refusal out. */
import { readFileSync } from 'node:fs';
import { codeOf, prove } from '../../src/flow/prove.js';
import { run } from '../../src/run.js';
import type { FunctionDef } from '../../src/source/ast.js';
import { openParser, openSource, type Parser } from '../../src/source/index.js';
import { memoryTree } from '../../src/tree/memory.js';
import { migrationOf } from '../../transforms/vm-fault/contract.js';
import { transforms } from '../calls-only.js';
import type { Conversion, Convert, Proves } from './campaign.js';

const PATH = 'drivers/gizmo/gizmo.c';

/** Sentences of the contract -> kinds of difference as the judge names them. */
const migration = migrationOf(
  new Map(
    transforms.flatMap(({ data }) => Object.entries((data as { calls: Record<string, string> }).calls)),
  ),
);
const KINDS: ReadonlyMap<string, string> = new Map([
  [migration.aliasSentence, 'ebusy-success'],
  [migration.ignoredSentence, 'ignored-error'],
  ...migration.returned.map(({ sentence }) => [sentence, 'oom-code'] as const),
]);

let parser: Promise<Parser> | undefined;
const opened = (): Promise<Parser> => (parser ??= openParser());

/** The stand-in header goes into the tree, so that what it declares is known. */
const header = readFileSync(new URL('standin.h', import.meta.url), 'latin1');

/** Converts a file that stands alone in a tree with the stand-in header; what is done for a value may need consent. */
export const convertByEngine: Convert = async text => {
  const conversion = await convertWith(text, false);
  if (!('refused' in conversion) || !conversion.refused.includes(CONSENT)) return conversion;
  const agreed = await convertWith(text, true);
  return 'after' in agreed ? { ...agreed, consent: true } : agreed;
};

/** The reason of what converts once a person agrees to what is done. */
const CONSENT = 'does-otherwise';

/** The same with what a person has to agree to. */
export const mergedByEngine: Convert = text => convertWith(text, true);

async function convertWith(text: string, takeReview: boolean): Promise<Conversion> {
  const result = await run({
    tree: memoryTree({ [PATH]: text, 'include/linux/mm.h': header }),
    paths: [PATH],
    transforms,
    parser: await opened(),
    takeReview,
  });
  const slip = result.slips[0];
  if (slip) throw new Error(`${slip.path}:${slip.line}: ${slip.what}`);
  const file = result.files.find(({ path }) => path === PATH);
  const { verdicts, changes } = result.ledger;
  if (!file) {
    const refused = verdicts.filter(({ kind, occurrence }) => kind !== 'done' && occurrence.place === 'code');
    return { refused: [...new Set(refused.map(({ code }) => code))].sort().join(' + ') || 'nothing said' };
  }
  // A repair behaves otherwise on purpose, on every path: running it before and after says nothing.
  if (verdicts.some(({ code }) => code === 'handler-returned-errno')) return { refused: 'a repair' };
  const sentences = new Set(changes.flatMap(({ differences }) => differences));
  // Where several changes speak of one function, each does of its own calls alone.
  const tables = changes.filter(({ table }) => table.length > 0);
  const own = tables.filter(({ about }) => about === entryOf(text));
  const table = tables.length === 1 && own.length === 1 ? { table: own[0]!.table } : {};
  return { after: file.after, differences: [...new Set([...sentences].map(kindOf))], ...table };
}

const entryOf = (text: string): string | undefined => /\.fault = (\w+)/.exec(text)?.[1];

/** An errno that comes back as another one is told by its sentence, which names both. */
const kindOf = (sentence: string): string =>
  KINDS.get(sentence) ??
  (/ is (?:no longer done for .*|done for .* too|done with another value for .*)$/.test(sentence)
    ? 'ebusy-success'
    : undefined) ??
  (sentence.includes(' now arrives as ') ? 'errno-merged' : sentence);

/** Why a text was refused, in words; for looking at what would raise the share. */
export async function refusalOf(text: string): Promise<string> {
  const result = await run({
    tree: memoryTree({ [PATH]: text, 'include/linux/mm.h': header }),
    paths: [PATH],
    transforms,
    parser: await opened(),
    takeReview: false,
  });
  const refused = result.ledger.verdicts.filter(({ kind }) => kind === 'refuse' || kind === 'review');
  return refused.map(({ code, message }) => `${code}: ${message}`)[0] ?? 'nothing refused';
}

/** The functions of a text, by name. */
function functionsOf(text: string, open: Parser): Map<string, FunctionDef> | undefined {
  const file = openSource(open, PATH, text);
  const out = new Map<string, FunctionDef>();
  for (const item of file.items) {
    if (item.kind !== 'function' || item.name === undefined) continue;
    const variants = file.functionsOf(item);
    if ('why' in variants || variants.length !== 1) return undefined;
    out.set(item.name, variants[0]!.fn);
  }
  return out;
}

/** Asks the prover alone whether `after` goes on with the errno as `before` does, in a function of that name. */
export async function provesRestored(before: string, after: string, name: string): Promise<boolean> {
  const open = await opened();
  const [old, now] = [before, after].map(text => functionsOf(text, open)?.get(name));
  if (!old || !now) throw new Error(`expected a function ${name} in both texts`);
  const values = new Map([...migration.classes].map(c => [c.after, RESTORED.get(c.after)!]));
  const restorer = { name: 'vm_fault_to_errno', flags: 0, values, lostSentence: '{{value}}, {{instead}}' };
  const contract = { ...migration, restorer, returned: [] };
  return prove({ contract, before: old, after: now, returns: 'equal' }).kind === 'proven';
}

/** What the stand-in header's vm_fault_to_errno() makes of success, out of memory and bus errors. */
const RESTORED: ReadonlyMap<number, number> = new Map([
  [0x100, 0],
  [0x001, -12],
  [0x002, -14],
]);

/** Asks the prover alone, for conversions of one function; undefined where it is not that simple. */
export async function proverFor(before: string, converted: string): Promise<Proves | undefined> {
  const open = await opened();
  const old = functionsOf(before, open);
  const now = functionsOf(converted, open);
  if (!old || !now) return undefined;
  const bodyOf = (text: string, fn: FunctionDef): string => text.slice(fn.start, fn.end);
  const changed = [...old].filter(([name, fn]) => {
    const other = now.get(name);
    return other === undefined || bodyOf(before, fn) !== bodyOf(converted, other);
  });
  if (changed.length !== 1) return undefined;
  const [name, fn] = changed[0]!;
  const known = new Set(old.keys());
  return async (_, after) => {
    const mutated = functionsOf(after, open);
    const other = mutated?.get(name);
    if (!mutated || !other) return false;
    for (const [same, its] of mutated) {
      if (same !== name && known.has(same) && bodyOf(before, old.get(same)!) !== bodyOf(after, its))
        return false;
    }
    const inline = (callee: string) => {
      const body = callee === name ? undefined : old.get(callee);
      return body && codeOf(body);
    };
    const answer = prove({ contract: migration, before: fn, after: other, returns: 'equal', inline });
    return answer.kind === 'proven';
  };
}
