/** `faultline scan`: the ledger. */
import type { Command } from '../command.js';
import { exitCodeOf } from '../exit.js';
import { ledgerJson } from '../ledger-json.js';
import { ledgerText } from '../ledger-text.js';
import { isColored, paintFor } from '../paint.js';
import { look } from '../session.js';

export const scan: Command = {
  name: 'scan',
  what: 'Show every occurrence with its verdict',
  takesTree: true,
  options: [{ name: 'json', kind: 'flag', what: 'Print JSON (docs/schema/ledger-1.json)' }],
  examples: [
    ['scan ~/linux drivers/gpu', 'Judge what is below one folder'],
    ['scan --json ~/linux | jq .totals', 'The same for programs'],
  ],
  run: async (args, world) => {
    const { ledger, transforms } = await look(args, world, 'verdicts');
    const names = transforms.map(({ name }) => name);
    const paint = paintFor(isColored(args.color, world.out, world.env));
    const text = args.flag('json')
      ? ledgerJson(ledger, { transforms: names, review: args.review })
      : ledgerText(ledger, paint);
    await world.out.write(text);
    return exitCodeOf(ledger, args.review);
  },
};
