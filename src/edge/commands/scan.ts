/** `faultline scan`: the ledger. */

import { UserError } from '../../errors.js';
import { uselessOf } from '../../ignore.js';
import type { Arguments, Command } from '../command.js';
import { exitCodeOf } from '../exit.js';
import { formatOf } from '../formats/names.js';
import type { ScanReport } from '../formats/scan-report.js';
import { KERNEL_OPTION } from '../kernels.js';
import type { Asked } from '../ledger-json.js';
import { COMPAT_OPTION, HEADERS_OPTION } from '../missing.js';
import { isColored, type Paint, paintFor } from '../paint.js';
import { prefixOf } from '../prefix.js';
import { look } from '../session.js';

type Format = (report: ScanReport, paint: Paint) => string;

/** Loaded when asked for. */
const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  text: async () => {
    const { ledgerText } = await import('../ledger-text.js');
    return ({ ledger }, paint) => ledgerText(ledger, paint);
  },
  json: async () => {
    const { ledgerJson } = await import('../ledger-json.js');
    return report => ledgerJson(report.ledger, askedOf(report));
  },
  ndjson: async () => {
    const { ledgerNdjson } = await import('../ledger-json.js');
    return report => ledgerNdjson(report.ledger, askedOf(report));
  },
  sarif: async () => (await import('../formats/scan-sarif.js')).scanSarif,
  github: async () => (await import('../formats/scan-github.js')).scanGithub,
  coccicheck: () => coccicheck('coccicheckReport'),
  'coccicheck-org': () => coccicheck('coccicheckOrg'),
};

async function coccicheck(mode: 'coccicheckReport' | 'coccicheckOrg'): Promise<Format> {
  const [printers, { scanMessages }] = await Promise.all([
    import('../formats/coccicheck.js'),
    import('../formats/scan-coccicheck.js'),
  ]);
  return report => printers[mode](scanMessages(report));
}

export const scan: Command = {
  name: 'scan',
  what: 'Show every occurrence with its verdict',
  takesTree: true,
  options: [
    KERNEL_OPTION,
    HEADERS_OPTION,
    COMPAT_OPTION,
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      what: 'text (unless given), json, ndjson, sarif, github, coccicheck or coccicheck-org',
      values: Object.keys(FORMATS),
    },
    { name: 'json', kind: 'flag', what: 'The same as --format json (docs/schema/ledger-1.json)' },
  ],
  examples: [
    ['scan ~/linux drivers/gpu', 'Judge what is below one folder'],
    ['scan --json ~/linux | jq .totals', 'The same for programs'],
  ],
  run: async (args, world) => {
    const format = await formatFor(args)();
    const { ledger, sources, transforms, ignores, tree } = await look(args, world, 'verdicts');
    const prefix = prefixOf(tree.root, world);
    const useless = uselessOf(ignores, args.transforms.length > 0);
    const report = { ledger, sources, transforms, review: args.review, ignores, useless, prefix };
    await world.out.write(format(report, paintFor(isColored(args.color, world.out, world.env))));
    return exitCodeOf(ledger, args.review);
  },
};

function formatFor(args: Arguments): () => Promise<Format> {
  if (!args.flag('json')) return formatOf(args, FORMATS);
  const other = args.text('format');
  if (other !== undefined && other !== 'json')
    throw new UserError(`--json and --format ${other}: give only one of them`);
  return FORMATS.json!;
}

function askedOf({ transforms, review, ignores, sources }: ScanReport): Asked {
  return { transforms: transforms.map(({ name }) => name), review, ignores, sources };
}
