/** A baseline: the findings that a tree has already, which a check passes over. A file that people can read and merge. */
import { UserError } from '../errors.js';
import { groupBy } from '../order.js';
import { decodeUtf8, encodeUtf8 } from '../unicode.js';
import { type Former, piecesAround, unmatched } from './compare.js';
import { type CheckFinding, type Kind, kindKey } from './finding.js';

const VERSION = 2;
const MADE_BY = 'faultline check --write-baseline';

/** The findings of a baseline, by kind. */
export type Baseline = ReadonlyMap<string, readonly Known[]>;

/** A finding of a baseline; those of version 1 were known by their number alone. */
type Known = Former | { readonly ordinal: number };

/** The text of a baseline of findings: one a line, in their order, so that a merge has little to fight about. */
export function baselineText(findings: readonly CheckFinding[]): string {
  const lines = findings.map(({ code, path, function: name, subject, statement, within, behind }) => {
    const said = {
      function: decodeUtf8(name),
      subject: decodeUtf8(subject),
      statement: decodeUtf8(statement),
    };
    const place = within === '' ? {} : { within: decodeUtf8(within) };
    const before = behind === '' ? {} : { behind: decodeUtf8(behind) };
    return `\n    ${JSON.stringify({ code, path, ...said, ...place, ...before })}`;
  });
  const list = lines.length === 0 ? '' : `${lines.join(',')}\n  `;
  return `{\n  "baselineVersion": ${VERSION},\n  "madeBy": ${JSON.stringify(MADE_BY)},\n  "findings": [${list}]\n}\n`;
}

/** The findings of a baseline. @throws UserError for a text that is none. */
export function parseBaseline(text: string, shown: string): Baseline {
  const bad = (found: string) =>
    new UserError(`${shown} is no baseline: ${found}; write one with --write-baseline`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw bad('expected JSON, found something else');
  }
  const { baselineVersion, findings } = (document ?? {}) as Record<string, unknown>;
  if (baselineVersion !== VERSION && baselineVersion !== 1) {
    throw bad(`expected "baselineVersion": ${VERSION}, found ${JSON.stringify(baselineVersion) ?? 'none'}`);
  }
  if (!Array.isArray(findings)) throw bad('expected a list "findings", found none');
  const [read, wanted] = baselineVersion === 1 ? [readNumbered, 'ordinal'] : [readWhole, 'statement'];
  const all = findings.map((finding, at) => {
    const known = read((finding ?? {}) as Record<string, unknown>);
    if (known !== undefined) return known;
    throw bad(
      `expected code, path, function, subject and ${wanted} in finding ${at + 1}, found ${JSON.stringify(finding)}`,
    );
  });
  return new Map(
    [...groupBy(all, ({ kind }) => kind)].map(([kind, some]) => [kind, some.map(({ known }) => known)]),
  );
}

interface Read {
  readonly kind: string;
  readonly known: Known;
}

type Fields = Record<string, unknown>;

function readWhole(fields: Fields): Read | undefined {
  const kind = kindIn(fields);
  const { statement, within = '', behind = '' } = fields;
  if (kind === undefined || typeof statement !== 'string' || typeof within !== 'string') return undefined;
  if (typeof behind !== 'string') return undefined;
  const known = { statement: bytesOf(statement), within: bytesOf(within), behind: bytesOf(behind) };
  return { kind: kindKey(kind), known };
}

function readNumbered(fields: Fields): Read | undefined {
  const kind = kindIn(fields);
  const { ordinal } = fields;
  if (kind === undefined || typeof ordinal !== 'number' || !Number.isInteger(ordinal)) return undefined;
  return { kind: kindKey(kind), known: { ordinal } };
}

function kindIn({ code, path, function: name, subject }: Fields): Kind | undefined {
  if (typeof code !== 'string' || typeof path !== 'string') return undefined;
  if (typeof name !== 'string' || typeof subject !== 'string') return undefined;
  return { code, path, function: bytesOf(name), subject: bytesOf(subject) };
}

/** What a text is in a file, one unit per byte. */
function bytesOf(text: string): string {
  return encodeUtf8(text).toString('latin1');
}

/** The findings that are none of a baseline's, in their order. */
export function besides(baseline: Baseline, findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const fresh = [...groupBy(findings, kindKey)].flatMap(([kind, some]) => {
    const known = baseline.get(kind) ?? [];
    const numbers = new Set(known.flatMap(one => ('ordinal' in one ? [one.ordinal] : [])));
    const former = known.flatMap(one => ('ordinal' in one ? [] : [one]));
    return unmatched(
      former,
      some.filter(({ ordinal }) => !numbers.has(ordinal)),
      piecesAround(some),
    );
  });
  const left = new Set(fresh);
  return findings.filter(finding => left.has(finding));
}
