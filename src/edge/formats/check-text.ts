/** The findings of a check as a compiler would print them. */
import type { CheckFinding } from '../../check/finding.js';
import { decodeUtf8, printable, printableCode } from '../../unicode.js';
import type { Paint } from '../paint.js';
import type { CheckReport } from './check-report.js';

/** `path:line:col: error: …`, the line itself, then the chain as notes. */
export function checkText({ findings }: CheckReport, paint: Paint): string {
  return findings.map(finding => findingText(finding, paint)).join('');
}

function findingText(finding: CheckFinding, paint: Paint): string {
  const { path, line, column, message, code, steps } = finding;
  const place = paint.bold(`${printable(path)}:${line}:${column}:`);
  return [
    `${place} ${paint.red('error:')} ${shown(message)} [${code}]\n`,
    excerpt(finding, paint),
    ...steps.map(
      step =>
        `${paint.bold(`${printable(step.path)}:${step.line}:`)} ${paint.cyan('note:')} ${shown(step.text)}\n`,
    ),
  ].join('');
}

/** The line with the place marked below; tabs stay, so that the mark stands where the terminal puts the text. */
function excerpt({ source, line, column, start, end }: CheckFinding, paint: Paint): string {
  const code = (text: string) => printableCode(decodeUtf8(text));
  const before = code(source.slice(0, column - 1));
  const marked = code(source.slice(column - 1, column - 1 + end - start));
  const mark = `^${'~'.repeat(Math.max(0, marked.length - 1))}`;
  const number = String(line).padStart(5);
  const margin = ' '.repeat(number.length);
  return `${number} |${code(source)}\n${margin} |${before.replace(/[^\t]/g, ' ')}${paint.red(mark)}\n`;
}

function shown(text: string): string {
  return printable(decodeUtf8(text));
}
