/** vm_insert_mixed() -> vmf_insert_mixed() and its variants. */
import { define } from '../src/kit.js';
import { HELPERS, insteadOf, sinceOf } from './vm-fault/contract.js';
import { examplesFor } from './vm-fault/examples.js';
import { insertRule } from './vm-fault/rule.js';
import { SAFETY, whyOf } from './vm-fault/words.js';

const calls = {
  vm_insert_mixed: 'vmf_insert_mixed',
  vm_insert_mixed_mkwrite: 'vmf_insert_mixed_mkwrite',
};

export const vmInsertMixed = define({
  name: 'vm-insert-mixed',
  title: 'convert vm_insert_mixed() to vmf_insert_mixed()',
  why: whyOf('vm_insert_mixed', 'vmf_insert_mixed'),
  safety: SAFETY,
  keywords: Object.keys(calls),
  asks: HELPERS,
  api: Object.values(calls),
  introduces: sinceOf(Object.values(calls)),
  insteadOf: insteadOf(calls),
  forbids: calls,
  rule: insertRule,
  data: { calls, removed: true },
  examples: examplesFor('vm_insert_mixed', 'vmf_insert_mixed', 'pfn', true),
});
