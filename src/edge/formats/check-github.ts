/** The findings of a check as GitHub's workflow commands, which become annotations of the changed lines. */
import type { CheckFinding } from '../../check/finding.js';
import { decodeUtf8 } from '../../unicode.js';
import { type CheckReport, utf16Column, utf16EndColumn } from './check-report.js';
import { workflowCommand as command } from './github.js';

/** One command a line: errors for the findings, warnings for files that could not be read. */
export function checkGithub({ findings, unread, prefix }: CheckReport): string {
  return [
    ...findings.map(finding => errorLine(finding, prefix)),
    ...unread.map(({ path, why }) =>
      command('warning', { file: prefix + path, title: 'unread' }, `not checked: ${decodeUtf8(why)}`),
    ),
  ].join('');
}

function errorLine(finding: CheckFinding, prefix: string): string {
  const { path, line, code, message, steps } = finding;
  const col = utf16Column(finding);
  const endColumn = utf16EndColumn(finding);
  const text = [message, ...steps.map(step => `${prefix}${step.path}:${step.line}: ${step.text}`)];
  return command(
    'error',
    { file: prefix + path, line, col, endColumn, title: code },
    decodeUtf8(text.join('\n')),
  );
}
