/** What is wrong with the subjects of a series, as maintainers and checkpatch see it. */
import { groupBy } from '../order.js';
import { columnsOf } from './wrap.js';

/** Columns of a subject, its prefix included but not the brackets. */
export const LONGEST_SUBJECT = 75;

/** A fault of one subject. */
export interface SubjectFault {
  /** Of the patch, from 0. */
  readonly patch: number;
  /** Ends a sentence that begins with the subject. */
  readonly why: string;
}

const RULES: readonly { readonly test: (subject: string) => boolean; readonly why: string }[] = [
  {
    test: subject => columnsOf(subject) > LONGEST_SUBJECT,
    why: `is longer than ${LONGEST_SUBJECT} columns`,
  },
  { test: subject => /\.$/.test(subject), why: 'ends with a full stop' },
  { test: subject => /^\[/.test(subject), why: 'begins with a bracket, which git am drops' },
  { test: subject => !/^[^\s:][^:]*: \S/.test(subject), why: 'has no prefix such as "drm/gizmo: "' },
  {
    test: subject => /\b(checkpatch|sparse|smatch)\b(?!:)/i.test(subject),
    why: 'names the tool, not the problem (EMAIL_SUBJECT)',
  },
  {
    test: subject => /^\S*(\/\S*)?\.[chS]:?(\s|$)/.test(subject),
    why: 'begins with a file, not a subsystem',
  },
];

/** The faults of all subjects, in order; a subject that comes twice is one as well. */
export function subjectFaults(subjects: readonly string[]): SubjectFault[] {
  const numbered = subjects.map((subject, patch) => ({ subject, patch }));
  const bySubject = groupBy(numbered, ({ subject }) => subject);
  return numbered.flatMap(({ subject, patch }) => {
    const faults = RULES.filter(({ test }) => test(subject)).map(({ why }) => ({ patch, why }));
    const first = bySubject.get(subject)![0]!.patch;
    return first === patch
      ? faults
      : [...faults, { patch, why: `is the subject of patch ${first + 1} as well` }];
  });
}
