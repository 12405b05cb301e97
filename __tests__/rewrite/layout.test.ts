/** Types of other lengths in the place of old ones. */
import { typeInPlace } from '../../src/rewrite/layout.js';

it.each([
  ['int ret;', 'vm_fault_t ret;'],
  ['int  ret;', 'vm_fault_t ret;'],
  ['int              ret;', 'vm_fault_t       ret;'],
  ['int\tret;', 'vm_fault_t\tret;'],
  ['int\t\t\tret;', 'vm_fault_t\t\tret;'],
  ['\tint\t\t\tret;', '\tvm_fault_t\t\tret;'],
  ['int\t    ret;', 'vm_fault_t  ret;'],
  ['int\t\t    ret;', 'vm_fault_t\t    ret;'],
])('%j becomes %j', (before, after) => {
  const start = before.indexOf('int');
  const change = typeInPlace(before, { start, end: start + 3 }, 'vm_fault_t');
  expect(before.slice(0, change.start) + change.text + before.slice(change.end)).toBe(after);
});
