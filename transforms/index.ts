/** The shelf: every transform, sorted by name. */
import type { AnyTransform } from '../src/transform.js';

export const transforms: readonly AnyTransform[] = [];
