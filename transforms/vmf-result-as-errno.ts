/** What vmf_insert_*() gives, read as an errno: code that was converted by renaming alone. */
import { define } from '../src/kit.js';
import { HELPERS, HUGE_CALLS } from './vm-fault/contract.js';
import { READ_EXAMPLES } from './vm-fault/read-examples.js';
import { HOLDING } from './vm-fault/reads.js';
import { insertRule } from './vm-fault/rule.js';
import { REPAIR_TITLE, REPAIR_WHY } from './vm-fault/words.js';

const reads = [
  ...HUGE_CALLS,
  'vmf_insert_mixed',
  'vmf_insert_mixed_mkwrite',
  'vmf_insert_mixed_prot',
  'vmf_insert_page',
  'vmf_insert_pfn',
  'vmf_insert_pfn_prot',
];

export const vmfResultAsErrno = define({
  name: 'vmf-result-as-errno',
  title: REPAIR_TITLE,
  why: [REPAIR_WHY],
  safety:
    'What was meant is what the same text does when the call returns 0 or an errno, as the old one did. The repaired ' +
    'function is evaluated beside it, and does for each code what the text as written does for the errno that stands ' +
    'for it. What is different from the code as it runs today is declared, value by value. A function that reads a ' +
    'result as a code anywhere is not touched.',
  keywords: [...reads, HOLDING],
  asks: HELPERS,
  anywhere: [HOLDING],
  sweeps: ['fault'],
  watches: [...reads, HOLDING],
  rule: insertRule,
  data: { calls: {}, removed: false, reads },
  examples: READ_EXAMPLES,
});
