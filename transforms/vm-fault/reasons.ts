/** What can be said of a call of the family: each reason names what stands in the way and where, and what a person can do. */
import { READ_REASONS } from './reads.js';
import { TYPE_REASONS } from './types.js';

export const REASONS = {
  'in-fault-handler': {
    text: 'runs under a page fault, and what it does with each value was proven',
    advice: 'nothing to do: diff shows the change, apply makes it',
  },
  'in-fault-handler-but': {
    text: 'runs under a page fault, and what it does with each value was proven, but for: {{differences}}',
    advice: 'look at the value table: each difference is one that mainline accepted too',
  },
  'does-otherwise': {
    text: 'runs under a page fault, and what it returns for each value was proven, but not all that it does stays: {{differences}}',
    advice:
      'look at what is done: a reference that is dropped or taken there has to be balanced elsewhere; where it is, take it with --review',
  },
  'handler-returned-errno': {
    text: '{{function}}() is a page fault handler and returned the errno as it was, which is no VM_FAULT code: converting repairs it',
    advice: 'say in the log that this is a repair, and look at the value table',
  },
  'outside-fault-handler': {
    text: '{{function}}() does not run under a page fault ({{context}}); it only tests the result, so the new call is right there too, but maintainers disagree about it',
    advice: 'take it with --review, or leave the old call where it is',
  },
  'wants-errno': {
    text: '{{function}}() {{where}}, and the errno is wanted: it {{goes}}',
    advice: 'leave the old call: it is the right one outside a fault handler',
  },
  'keeps-errno': {
    text: '{{function}}() {{where}} and goes on with the errno, which {{helper}}() makes again of what the new call returns; what differs: {{differences}}',
    advice:
      'look at the value table for the error numbers that are lost; if nobody tells them apart, take it with --review, since the old call goes away',
  },
  'no-errno-helper': {
    text: '{{function}}() {{where}}, and the errno is wanted: it {{goes}}; the old call goes away, but this tree has no {{helper}}() that makes an errno again of what the new call returns',
    advice: 'add the helper to the tree first, or map the code to an errno by hand',
  },
  'both-contexts': {
    text: '{{function}}() runs under a page fault and outside of one: {{context}}',
    advice: 'split the function into one for the fault handler and one for the other callers',
  },
  'unknown-context': {
    text: 'whether {{function}}() runs under a page fault is not known: {{context}}',
    advice:
      'make the way to the function visible: a static function, or a handler named in its operations table',
  },
  'would-differ': {
    text: 'no rewrite that was tried keeps what {{function}}() does at {{place}}: {{sentence}}',
    advice:
      'look at that line: where the change is meant, convert the function by hand and say so in the log; where it is not, leave it',
  },
  'not-evaluated': {
    text: 'what {{function}}() does with the result cannot be followed: {{why}} ({{place}})',
    advice: 'convert it by hand, or simplify the code at that line first',
  },
  obstacle: {
    text: 'there are no new words for what {{function}}() does with the result of the call at {{place}}: {{why}}',
    advice: 'keep the result in a plain int that is only tested, mapped or returned',
  },
  'config-arms': {
    text: '{{function}}() ({{place}}) cannot be rewritten for all configurations at once: {{why}}',
    advice: 'convert each #if arm by hand',
  },
  'caller-stays': {
    text: '{{function}}() hands the errno on to {{caller}}() ({{place}}), which cannot be converted with it: {{why}}',
    advice: 'convert the helper and all its callers together',
  },
  'defined-again': {
    text: '{{function}}() hands the errno on to its callers, and is defined again at {{place}}: its callers cannot tell which of the two they call',
    advice: 'convert all definitions and their callers together',
  },
  'errors-of-its-own': {
    text: '{{function}}() hands the errno on to its callers, and so it does with errors of its own, which callers cannot tell from it: {{own}}',
    advice: 'give the helper and its callers the new type by hand, and map its own errors where they arise',
  },
  'both-arms': {
    text: 'for other kernels than those for which another arm of the #if calls {{instead}}()',
    advice: 'goes when those kernels are not supported any more',
  },
  'beside-both-arms': {
    text: 'another call of the function ({{place}}) is chosen by an #if that has {{instead}}() in another arm: what is compiled for which kernels is not known here',
    advice: 'put this call under the same condition, or convert the function by hand',
  },
  'address-taken': {
    text: 'the function itself is used as a value here, so its callers are not known',
    advice: 'find out who calls through this pointer, and convert them together with it',
  },
  'own-macro': {
    text: '{{call}}() is a macro here, which stands for {{body}}: what it gives is not what the API gives',
    advice: 'convert what the macro does by hand, or take the macro away and run again',
  },
  'own-function': {
    text: '{{call}}() is a function of the driver itself ({{place}}), and was not proven to give what the API gives',
    advice: 'give it another name, or convert by hand and look at what it does with its arguments',
  },
  'redefined-name': {
    text: '{{name}} is defined here as {{body}}, which is not the value that the kernel gives it',
    advice: 'give the macro another name, and run again',
  },
  'inside-a-macro': {
    text: 'the macro {{macro}} uses the name: what it becomes depends on where the macro is used',
    advice: 'call the new function from the macro by hand, after its users were looked at',
  },
  'comment-speaks-of-errno': {
    text: 'the comment says {{errno}} of {{call}}(), while {{instead}}() returns VM_FAULT codes',
    advice: 'reword the comment by hand: a code says less than an error number',
  },
  declaration: { text: 'declares the old API', advice: 'goes when its last caller is gone' },
  prepares: {
    text: 'the new API is declared beside it, since the tree has none',
    advice: 'take it as the first patch: all others build on it',
  },
  implementation: { text: 'implements the old API', advice: 'goes when its last caller is gone' },
  member: { text: 'a member is called so here, which is not the function', advice: 'none is needed' },
  mention: { text: 'mentions the name outside a converted function', advice: 'reword when the old API goes' },
  ...TYPE_REASONS,
  ...READ_REASONS,
} as const;

export type Code = keyof typeof REASONS;
