/** `faultline list`: what faultline can convert. */
import { transforms } from '../../../transforms/index.js';
import type { Command } from '../command.js';

export const list: Command = {
  name: 'list',
  what: 'List the transforms, one a line',
  takesTree: false,
  options: [],
  examples: [['list', 'Show what can be converted']],
  run: async (_args, { out }) => {
    const width = Math.max(0, ...transforms.map(({ name }) => name.length));
    await out.write(transforms.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join(''));
    return 0;
  },
};
