/** `faultline check`: fails where something stands under a page fault that must not be there. */
import { type Baseline, besides } from '../../check/baseline.js';
import { UserError } from '../../errors.js';
import type { AnyTransform } from '../../transform.js';
import { decodeUtf8, printable } from '../../unicode.js';
import { readBaseline, writeBaseline } from '../baseline-file.js';
import { lookAt } from '../check-look.js';
import type { Arguments, Command } from '../command.js';
import type { CheckReport } from '../formats/check-report.js';
import { formatOf } from '../formats/names.js';
import { KERNEL_OPTION } from '../kernels.js';
import { plural } from '../ledger-text.js';
import { isColored, type Paint, paintFor } from '../paint.js';
import { prefixOf } from '../prefix.js';
import type { World } from '../world.js';

const EXIT_CODES = `Exit codes:
  0  nothing was found
  1  something was found, or a file could not be read
  2  it failed; standard error says why`;

type Format = (report: CheckReport, transforms: readonly AnyTransform[], paint: Paint) => string;

/** Loaded when asked for, since a check of what is staged has to be quick. */
const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  text: async () => {
    const { checkText } = await import('../formats/check-text.js');
    return (report, _transforms, paint) => checkText(report, paint);
  },
  json: async () => (await import('../formats/check-json.js')).checkJson,
  ndjson: async () => (await import('../formats/check-json.js')).checkNdjson,
  sarif: async () => (await import('../formats/check-sarif.js')).checkSarif,
  github: async () => (await import('../formats/check-github.js')).checkGithub,
  coccicheck: () => coccicheck('coccicheckReport'),
  'coccicheck-org': () => coccicheck('coccicheckOrg'),
};

async function coccicheck(mode: 'coccicheckReport' | 'coccicheckOrg'): Promise<Format> {
  const [printers, { checkMessages }] = await Promise.all([
    import('../formats/coccicheck.js'),
    import('../formats/check-coccicheck.js'),
  ]);
  return report => printers[mode](checkMessages(report));
}

export const check: Command = {
  name: 'check',
  what: 'Fail where a fault reaches an errno call',
  takesTree: true,
  takesReview: false,
  exitCodes: EXIT_CODES,
  options: [
    { name: 'staged', kind: 'flag', what: 'Judge only what is staged: the index against HEAD' },
    { name: 'since', kind: 'text', value: 'REV', what: 'Judge only what was added since a revision' },
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      what: 'text (unless given), json, ndjson, sarif, github, coccicheck or coccicheck-org',
      values: Object.keys(FORMATS),
    },
    { name: 'baseline', kind: 'text', value: 'FILE', what: 'Pass over the findings that this file names' },
    {
      name: 'write-baseline',
      kind: 'text',
      value: 'FILE',
      what: 'Write all findings to this file, and exit with 0',
    },
    KERNEL_OPTION,
  ],
  examples: [
    ['check --staged', 'Before a commit: what does it add?'],
    ['check --since origin/master --format github', 'In CI: what does the branch add?'],
    ['check ~/linux drivers/gpu', 'All of a folder'],
  ],
  run: async (args, world) => {
    const format = formatOf(args, FORMATS);
    const asked = askedOf(args, world);
    const { result, root, since, transforms } = await lookAt(args, world);
    if (asked.writes !== undefined) {
      writeBaseline(asked.writes, result.findings, world);
      const told = `${plural(result.findings.length, 'finding')} written to ${printable(asked.writes)}\n`;
      if (!args.quiet) await world.err.write(told);
      return 0;
    }
    const findings = besides(asked.known, result.findings);
    const report: CheckReport = {
      ...result,
      findings,
      transforms: transforms.map(({ name }) => name),
      since,
      known: result.findings.length - findings.length,
      prefix: prefixOf(root, world),
    };
    const paint = paintFor(isColored(args.color, world.out, world.env));
    await world.out.write((await format())(report, transforms, paint));
    await tellRest(report, args, world);
    return findings.length + report.unread.length === 0 ? 0 : 1;
  },
};

/** The baselines asked for. */
interface Asked {
  readonly known: Baseline;
  readonly writes: string | undefined;
}

/** Reads the baseline before anything else, so that a wrong name is told at once. */
function askedOf(args: Arguments, world: World): Asked {
  const reads = args.text('baseline');
  const writes = args.text('write-baseline');
  if (writes !== undefined) {
    const other = reads !== undefined ? 'baseline' : args.flag('staged') ? 'staged' : 'since';
    if (reads !== undefined || args.flag('staged') || args.text('since') !== undefined) {
      throw new UserError(`--write-baseline writes all findings of the tree: leave out --${other}`);
    }
  }
  return { known: reads === undefined ? new Map() : readBaseline(reads, world), writes };
}

/** What the format does not say, on standard error. */
async function tellRest(report: CheckReport, args: Arguments, { err }: World): Promise<void> {
  if (args.quiet) return;
  const { findings, known, notes, unread } = report;
  const lines = [
    ...unread.map(({ path, why }) => `${printable(path)}: not checked: ${printable(decodeUtf8(why))}\n`),
    ...notes.map(note => `note: ${printable(decodeUtf8(note))}\n`),
    ...(known === 0 ? [] : [`${plural(known, 'finding')} passed over, as the baseline says\n`]),
    ...(findings.length === 0
      ? []
      : [`${plural(findings.length, 'error')}; \`faultline explain FILE:LINE\` says more\n`]),
  ];
  await err.write(lines.join(''));
}
