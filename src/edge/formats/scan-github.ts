/** The verdicts of a scan as GitHub's workflow commands: warnings for what a person has to do, notices for the rest. */
import { isRead } from '../../sources.js';
import { decodeUtf8 } from '../../unicode.js';
import { workflowCommand } from './github.js';
import { regionOf } from './place.js';
import { isLoud, openVerdicts, type ScanReport } from './scan-report.js';

/** One command a line; what is done has none. */
export function scanGithub(report: ScanReport): string {
  const { ledger, sources, useless, prefix } = report;
  return [
    ...openVerdicts(report)
      .filter(isLoud)
      .map(({ verdict: { kind, code, message, occurrence } }) => {
        const file = sources.open(occurrence.path);
        const region = isRead(file) ? regionOf(file, occurrence) : undefined;
        const columns = region && { col: region.startColumn, endColumn: region.endColumn };
        return workflowCommand(
          kind === 'refuse' ? 'warning' : 'notice',
          { file: prefix + occurrence.path, line: occurrence.line, ...columns, title: `${kind}: ${code}` },
          decodeUtf8(message),
        );
      }),
    ...useless.map(({ path, line, why }) =>
      workflowCommand('notice', { file: prefix + path, line, title: 'faultline-ignore' }, why),
    ),
    ...ledger.unread.map(({ path, why }) =>
      workflowCommand(
        'warning',
        { file: prefix + path, title: 'unread' },
        `not looked at: ${decodeUtf8(why)}`,
      ),
    ),
  ].join('');
}
