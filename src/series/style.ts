/** What a series says of a style checker that was run over it: to reviewers, and in no message. */
import { listed, paragraph, shown } from './paragraphs.js';

/** One thing that a checker found. */
export interface StyleFinding {
  readonly level: string;
  readonly type: string;
  /** The file and line it is about, or those of the mail. */
  readonly place: string;
  readonly text: string;
}

/** What a checker found in each patch of a posting, in order, as far as the patches caused it. */
export interface StyleCheck {
  /** The script's name, without its folder. */
  readonly script: string;
  readonly patches: readonly (readonly StyleFinding[])[];
}

/** So many findings are shown; more are counted. */
const SHOWN = 8;

/** For the cover letter: that each patch was looked at, and in which something was found. Paragraphs. */
export function styleOf({ script, patches }: StyleCheck): readonly string[] {
  const faulty = patches.flatMap((findings, at) => (findings.length === 0 ? [] : [`${at + 1}`]));
  const all = patches.flat();
  if (all.length === 0) {
    return [paragraph(`${script} was run over each patch; it finds nothing that they cause.`)];
  }
  const which = `${faulty.length === 1 ? 'patch' : 'patches'} ${listed(faulty)}`;
  return [
    paragraph(`${script} was run over each patch. What it finds that they cause is in ${which}:`),
    findingsText(all),
  ];
}

/** For the reviewers of one patch. Paragraphs; none where nothing was found. */
export function styleNotes(script: string, findings: readonly StyleFinding[]): readonly string[] {
  if (findings.length === 0) return [];
  return [paragraph(`${script} finds what this patch causes:`), findingsText(findings)];
}

function findingsText(findings: readonly StyleFinding[]): string {
  const more = findings.length - SHOWN;
  return [
    ...findings
      .slice(0, SHOWN)
      .map(({ level, type, place, text }) =>
        paragraph(shown(`${place}: ${level} ${type}: ${text}`), '  ', '    '),
      ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
