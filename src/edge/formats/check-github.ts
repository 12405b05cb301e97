/** The findings of a check as GitHub's workflow commands, which become annotations of the changed lines. */
import type { CheckFinding } from '../../check/finding.js';
import { decodeUtf8, printable } from '../../unicode.js';
import { type CheckReport, utf16Column, utf16EndColumn } from './check-report.js';

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

/** `::error file=…,line=…::message`. What separates is escaped as GitHub's toolkit does it. */
function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text
    .split('\n')
    .map(line => printable(line).replaceAll('%', '%25'))
    .join('%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
