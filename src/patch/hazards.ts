/** Lines of a message that a mail reader, `git am` or checkpatch would take for something else. */
import { isUnicode } from '../unicode.js';

/**
 * What a hazard does: `splits` a mailbox in two; `cuts` the message when the patch is applied; is taken for a
 * `header` of the patch; is `lost` on the way; or is a `fault` that checkpatch finds.
 */
export type HazardKind = 'splits' | 'cuts' | 'header' | 'lost' | 'fault';

/** One hazardous line. */
export interface Hazard {
  readonly kind: HazardKind;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** What would happen, as the end of a sentence that begins with the line. */
  readonly why: string;
}

/** Bytes a line of mail may have (RFC 5322 section 2.1.1). */
const LONGEST_LINE = 998;

const RULES: readonly {
  readonly kind: HazardKind;
  readonly test: (line: string) => boolean;
  readonly why: string;
}[] = [
  { kind: 'splits', test: line => /^From /.test(line), why: 'begins a new mail in a mailbox' },
  { kind: 'cuts', test: line => /^diff -/.test(line), why: 'begins the patch for git am' },
  { kind: 'cuts', test: line => /^Index: /.test(line), why: 'begins the patch for git am' },
  { kind: 'cuts', test: line => /^---(\s|$)/.test(line), why: 'ends the message for git am' },
  { kind: 'cuts', test: isScissors, why: 'makes git am --scissors drop all above it' },
  {
    kind: 'lost',
    test: line => /[\x00-\x08\x0a-\x1f\x7f]/.test(line),
    why: 'holds a control character, which mail does not keep',
  },
  { kind: 'lost', test: line => !isUnicode(line), why: 'holds bytes that are not UTF-8' },
  {
    kind: 'lost',
    test: line => Buffer.byteLength(line, 'utf8') > LONGEST_LINE,
    why: `is longer than the ${LONGEST_LINE} bytes that mail allows`,
  },
  {
    kind: 'fault',
    test: line => /^\s*(@@ -\d+(,\d+)? \+\d+|--- a\/|\+\+\+ b\/)/.test(line),
    why: 'looks like a patch to checkpatch (DIFF_IN_COMMIT_MSG)',
  },
  { kind: 'fault', test: line => /^#/.test(line), why: 'is a comment to git commit (COMMIT_COMMENT_SYMBOL)' },
];

/** What git am takes for a header when a message begins with it. */
const IN_BODY_HEADER =
  /^((From|Subject|Date|Message-Id|Content-(Type|Transfer-Encoding)):|>From |\[PATCH\]\s)/i;

/** The hazards of a message's body, by line; one per line, the worst. */
export function mailHazards(body: string): Hazard[] {
  const lines = body.split('\n');
  const first = lines.findIndex(line => line.trim() !== '');
  const hazards: Hazard[] = [];
  for (const [at, text] of lines.entries()) {
    const rule = RULES.find(({ test }) => test(text));
    if (rule !== undefined) hazards.push({ kind: rule.kind, line: at + 1, text, why: rule.why });
    else if (at === first && IN_BODY_HEADER.test(text)) {
      hazards.push({ kind: 'header', line: at + 1, text, why: 'is a header of the patch to git am' });
    }
  }
  return hazards;
}

/** A line of dashes with scissors in it, such as `-- >8 --`; a little more than git recognises. */
function isScissors(line: string): boolean {
  const shown = line.trim();
  const scissors = shown.match(/>8|8<|>%|%</g) ?? [];
  const dashes = shown.match(/-/g) ?? [];
  if (scissors.length === 0 || dashes.length === 0 || shown.length < 8) return false;
  return (2 * scissors.length + dashes.length) * 3 > shown.length;
}
