import { transforms as shelf } from '../transforms/index.js';

/** The transforms that move calls. What they do to types is tested apart, in `transforms/vm-fault-t.test.ts`. */
export const transforms = shelf.filter(({ name }) => name !== 'vm-fault-t');
