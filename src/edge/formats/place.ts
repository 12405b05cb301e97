/** Places as other programs count them: columns in UTF-16 units from 1, paths as relative URIs. */
import type { SourceFile } from '../../source/file.js';
import type { Span } from '../../source/span.js';
import { decodeUtf8, encodeUtf8 } from '../../unicode.js';

/** From the first character of a span to behind its last. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a span of bytes is. */
export function regionOf(file: SourceFile, { start, end }: Span): Region {
  const from = utf16Position(file, start);
  const to = utf16Position(file, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function utf16Position(file: SourceFile, offset: number): { readonly line: number; readonly column: number } {
  const { line, column } = file.position(offset);
  const before = file.text.slice(offset - (column - 1), offset);
  return { line, column: decodeUtf8(before).length + 1 };
}

/** The text of a line, without its end. */
export function lineText(file: SourceFile, line: number): string {
  const { start, end } = file.lineSpan(line);
  return decodeUtf8(file.text.slice(start, end));
}

/** A path as a relative reference of RFC 3986. */
export function uriOf(path: string): string {
  const bytes = encodeUtf8(path).toString('latin1');
  return bytes.replace(
    /[^A-Za-z0-9\-._~/]/g,
    byte => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
