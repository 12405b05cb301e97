/** What `check` holds against code that runs under a page fault. */
import type { CheckRule } from '../../src/kit.js';
import { inspection } from './inspect.js';

export const faultCheck: CheckRule = {
  context: 'fault',
  call: {
    code: 'errno-under-fault',
    title: 'an errno-returning insertion function is called under a page fault',
    text: '{{call}}() returns an errno, but {{function}}() runs under a page fault: call {{instead}}()',
    advice:
      'call {{instead}}() and return what it returns; if the function also runs outside of page faults, give the fault handler a function of its own',
  },
  handler: {
    code: 'integer-fault-handler',
    title: 'a page fault handler returns an integer type',
    text: '{{function}}() is the page fault handler {{slot}}, but returns {{found}}: it must return {{type}}',
    advice: 'declare the function and the variables it returns as {{type}}, and return VM_FAULT_* codes only',
    type: 'vm_fault_t',
  },
  inspection,
};
