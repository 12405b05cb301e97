/** The verdicts of a scan as Coccinelle's semantic patches report what they would change. */
import { decodeUtf8 } from '../../unicode.js';
import type { CocciMessage } from './coccicheck.js';
import { isLoud, openVerdicts, type ScanReport } from './scan-report.js';

/** One message for each verdict that there is something to do about. */
export function scanMessages(report: ScanReport): readonly CocciMessage[] {
  return openVerdicts(report)
    .filter(isLoud)
    .map(({ verdict: { kind, code, message, chain, occurrence } }) => ({
      path: occurrence.path,
      line: occurrence.line,
      column: occurrence.column - 1,
      endColumn: occurrence.column - 1 + occurrence.end - occurrence.start,
      level: 'WARNING',
      text: `${kind} ${occurrence.keyword}: ${decodeUtf8(message)} (${code})`,
      steps: chain.map(({ name, path, line }) => ({ path, line, text: decodeUtf8(name) })),
    }));
}
