/** The verdicts of a scan as Coccinelle's semantic patches report what they would change. */
import { decodeUtf8 } from '../../unicode.js';
import { type CocciMessage, messageOfLine } from './coccicheck.js';
import { isLoud, openVerdicts, type ScanReport } from './scan-report.js';

/** One message for each verdict that there is something to do about, each useless comment, and each file that was not read. */
export function scanMessages(report: ScanReport): readonly CocciMessage[] {
  const { ledger, useless } = report;
  const verdicts = openVerdicts(report)
    .filter(isLoud)
    .map(({ verdict: { kind, code, message, chain, occurrence } }) => ({
      path: occurrence.path,
      line: occurrence.line,
      column: occurrence.column - 1,
      endColumn: occurrence.column - 1 + occurrence.end - occurrence.start,
      level: 'WARNING' as const,
      text: `${kind} ${occurrence.keyword}: ${decodeUtf8(message)} (${code})`,
      steps: chain.map(({ name, path, line }) => ({ path, line, text: decodeUtf8(name) })),
    }));
  return [
    ...verdicts,
    ...useless.map(({ path, line, why }) => messageOfLine(path, line, why)),
    ...ledger.unread.map(({ path, why }) => messageOfLine(path, 1, `not looked at: ${decodeUtf8(why)}`)),
  ];
}
