/** vm_insert_page() -> vmf_insert_page(). */
import { define } from '../src/kit.js';
import { HELPERS, insteadOf, sinceOf } from './vm-fault/contract.js';
import { examplesFor } from './vm-fault/examples.js';
import { insertRule } from './vm-fault/rule.js';
import { SAFETY, whyOf } from './vm-fault/words.js';

const calls = {
  vm_insert_page: 'vmf_insert_page',
};

export const vmInsertPage = define({
  name: 'vm-insert-page',
  title: 'convert vm_insert_page() to vmf_insert_page()',
  why: whyOf('vm_insert_page', 'vmf_insert_page'),
  safety: SAFETY,
  keywords: Object.keys(calls),
  asks: HELPERS,
  api: Object.values(calls),
  introduces: sinceOf(Object.values(calls)),
  insteadOf: insteadOf(calls),
  forbids: { ...calls, vm_insert_pages: 'vmf_insert_page' },
  rule: insertRule,
  data: { calls, removed: false },
  examples: examplesFor('vm_insert_page', 'vmf_insert_page', 'vmf->page', false),
});
