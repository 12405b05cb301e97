/** The findings of a check as Coccinelle's own checks print theirs. */
import type { CheckFinding } from '../../check/finding.js';
import { decodeUtf8 } from '../../unicode.js';
import type { CheckReport } from './check-report.js';
import { type CocciMessage, messageOfLine } from './coccicheck.js';

/** One message for each finding, and each file that was not read. */
export function checkMessages({ findings, unread }: CheckReport): readonly CocciMessage[] {
  return [
    ...findings.map(messageOf),
    ...unread.map(({ path, why }) => messageOfLine(path, 1, `not checked: ${decodeUtf8(why)}`)),
  ];
}

function messageOf({ path, line, column, start, end, code, message, steps }: CheckFinding): CocciMessage {
  return {
    path,
    line,
    column: column - 1,
    endColumn: column - 1 + end - start,
    level: 'ERROR',
    text: `${decodeUtf8(message)} (${code})`,
    steps: steps.map(step => ({ path: step.path, line: step.line, text: decodeUtf8(step.text) })),
  };
}
