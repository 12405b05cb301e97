/** The shelf: every transform, sorted by name. */
import type { AnyTransform } from '../src/transform.js';
import { vmFaultT } from './vm-fault-t.js';
import { vmInsertMixed } from './vm-insert-mixed.js';
import { vmInsertPage } from './vm-insert-page.js';
import { vmInsertPfn } from './vm-insert-pfn.js';
import { vmfResultAsErrno } from './vmf-result-as-errno.js';

export const transforms: readonly AnyTransform[] = [
  vmFaultT,
  vmInsertMixed,
  vmInsertPage,
  vmInsertPfn,
  vmfResultAsErrno,
];
