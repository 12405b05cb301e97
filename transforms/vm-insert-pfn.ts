/** vm_insert_pfn() -> vmf_insert_pfn() and its variants. */
import { define } from '../src/kit.js';
import { HELPERS, insteadOf, sinceOf } from './vm-fault/contract.js';
import { examplesFor } from './vm-fault/examples.js';
import { insertRule } from './vm-fault/rule.js';
import { SAFETY, whyOf } from './vm-fault/words.js';

const calls = {
  vm_insert_pfn: 'vmf_insert_pfn',
  vm_insert_pfn_prot: 'vmf_insert_pfn_prot',
};

export const vmInsertPfn = define({
  name: 'vm-insert-pfn',
  title: 'convert vm_insert_pfn() to vmf_insert_pfn()',
  why: whyOf('vm_insert_pfn', 'vmf_insert_pfn'),
  safety: SAFETY,
  keywords: Object.keys(calls),
  asks: HELPERS,
  api: Object.values(calls),
  introduces: sinceOf(Object.values(calls)),
  insteadOf: insteadOf(calls),
  forbids: calls,
  rule: insertRule,
  data: { calls, removed: true },
  examples: examplesFor('vm_insert_pfn', 'vmf_insert_pfn', 'pfn', true),
});
