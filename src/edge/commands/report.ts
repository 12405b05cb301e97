/** `faultline report`: the ledger as a page for a browser. */

import { basename } from 'node:path';
import { UserError } from '../../errors.js';
import { uselessOf } from '../../ignore.js';
import { reportPage } from '../../report/page/page.js';
import { makeReport } from '../../report/report.js';
import { printable } from '../../unicode.js';
import type { Command } from '../command.js';
import { exitCodeOf } from '../exit.js';
import { KERNEL_OPTION } from '../kernels.js';
import { plural } from '../ledger-text.js';
import { COMPAT_OPTION, HEADERS_OPTION } from '../missing.js';
import { reportAssets } from '../report-assets.js';
import { look } from '../session.js';
import { tellLeft } from '../summary.js';
import { writeWhole } from '../whole-file.js';

const SHOWN = {
  why: 'the report says why',
  review: '`faultline diff --review` takes those in review',
};

/** What a file that is none is called. */
const STANDARD_OUTPUT = '-';

export const report: Command = {
  name: 'report',
  what: 'Write all sites and proofs to one web page',
  takesTree: true,
  options: [
    KERNEL_OPTION,
    HEADERS_OPTION,
    COMPAT_OPTION,
    {
      name: 'output',
      short: 'o',
      kind: 'text',
      value: 'FILE',
      what: 'The file to write: report.html, or - for standard output',
    },
  ],
  examples: [
    ['report ~/linux -o report.html', 'All that there is to look at'],
    ['report ~/linux drivers/gpu -o gpu.html', 'What is below one folder'],
  ],
  run: async (args, world) => {
    const output = args.text('output');
    if (output === undefined || output === '') {
      throw new UserError('expected a file to write the report to, found none; give -o report.html');
    }
    const { ledger, sources, transforms, tree, ignores } = await look(args, world, 'verdicts');
    const useless = uselessOf(ignores, args.transforms.length > 0);
    const name = basename(tree.root) || tree.root;
    const report = makeReport({ tree: name, ledger, sources, transforms, useless });
    const page = reportPage(report, reportAssets());
    if (output === STANDARD_OUTPUT) await world.out.write(page);
    else writeWhole(output, page, 'report', world);
    const where = output === STANDARD_OUTPUT ? 'standard output' : printable(output);
    if (!args.quiet) await world.err.write(`${plural(report.sites.length, 'site')} written to ${where}\n`);
    await tellLeft(ledger, args, world, SHOWN);
    return exitCodeOf(ledger, args.review);
  },
};
