/** A baseline: the findings that a tree has already, which a check passes over. A file that people can read and merge. */
import { UserError } from '../errors.js';
import { decodeUtf8 } from '../unicode.js';
import { type CheckFinding, type Identity, keyOf } from './finding.js';

const VERSION = 1;
const MADE_BY = 'faultline check --write-baseline';

/** The text of a baseline of findings: one a line, in their order, so that a merge has little to fight about. */
export function baselineText(findings: readonly CheckFinding[]): string {
  const lines = findings.map(
    ({ code, path, function: name, subject, ordinal }) =>
      `\n    ${JSON.stringify({ code, path, function: decodeUtf8(name), subject: decodeUtf8(subject), ordinal })}`,
  );
  const list = lines.length === 0 ? '' : `${lines.join(',')}\n  `;
  return `{\n  "baselineVersion": ${VERSION},\n  "madeBy": ${JSON.stringify(MADE_BY)},\n  "findings": [${list}]\n}\n`;
}

/** The keys of a baseline's findings. @throws UserError for a text that is none. */
export function parseBaseline(text: string, shown: string): ReadonlySet<string> {
  const bad = (found: string) =>
    new UserError(`${shown} is no baseline: ${found}; write one with --write-baseline`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw bad('expected JSON, found something else');
  }
  const { baselineVersion, findings } = (document ?? {}) as Record<string, unknown>;
  if (baselineVersion !== VERSION) {
    throw bad(`expected "baselineVersion": ${VERSION}, found ${JSON.stringify(baselineVersion) ?? 'none'}`);
  }
  if (!Array.isArray(findings)) throw bad('expected a list "findings", found none');
  return new Set(
    findings.map((finding, at) => {
      if (!isIdentity(finding)) {
        throw bad(
          `expected code, path, function, subject and ordinal in finding ${at + 1}, found ${JSON.stringify(finding)}`,
        );
      }
      return keyOf(finding);
    }),
  );
}

function isIdentity(value: unknown): value is Identity {
  const { code, path, function: name, subject, ordinal } = (value ?? {}) as Record<string, unknown>;
  return [code, path, name, subject].every(part => typeof part === 'string') && Number.isInteger(ordinal);
}

/** The key by which a finding stands in a baseline. */
export function baselineKey({ function: name, subject, ...rest }: CheckFinding): string {
  return keyOf({ ...rest, function: decodeUtf8(name), subject: decodeUtf8(subject) });
}
