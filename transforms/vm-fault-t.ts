/** int -> vm_fault_t, wherever VM_FAULT codes are returned, declared or held. */
import { define } from '../src/kit.js';
import {
  CALLED_ANYWHERE,
  FAULT_CODES,
  FAULT_TYPE,
  KERNEL_CALLS,
  KERNEL_TAKERS,
  PRIVATE_CODES,
  SINCE,
} from './vm-fault/contract.js';
import { insertRule } from './vm-fault/rule.js';
import { TYPE_EXAMPLES } from './vm-fault/type-examples.js';
import { TYPES_TITLE, TYPES_WHY } from './vm-fault/words.js';

export const vmFaultT = define({
  name: 'vm-fault-t',
  title: TYPES_TITLE,
  why: TYPES_WHY,
  safety:
    'Only types change, and variables that held an errno first and a code later are taken apart into one for each: ' +
    'the function before and after is the same but for its declarations, or is evaluated and has the same effects ' +
    'and results on every way. A map of an errno that does exactly what vmf_error() does, for each value, is said ' +
    'with it. A debug message that printed a code or an errno prints both, and the change declares it. vm_fault_t is an ' +
    'integer type, so the code that the compiler makes stays the same.',
  keywords: [
    ...FAULT_CODES.keys(),
    ...PRIVATE_CODES,
    'vm_fault',
    'vm_operations_struct',
    'vm_special_mapping',
    // Who calls one of these holds a code, and may name none.
    ...CALLED_ANYWHERE,
    ...[...KERNEL_TAKERS].flatMap(([name, places]) => ([...places.values()].includes('out') ? [name] : [])),
  ],
  asks: [...KERNEL_CALLS, ...KERNEL_TAKERS.keys()],
  anywhere: true,
  sweeps: ['fault'],
  introduces: { vm_fault_t: SINCE.vm_fault_t, vmf_error: SINCE.vmf_error },
  insteadOf: { vm_fault_t: [...FAULT_TYPE.replaces] },
  rule: insertRule,
  data: { calls: {}, removed: false, types: true },
  examples: TYPE_EXAMPLES,
});
