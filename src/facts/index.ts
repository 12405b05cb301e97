/** Facts across files: the only door to this folder. */
export { collectFacts, type Ground, type Seed, type Wanted } from './collect.js';
export type * from './facts.js';
export { byPlace } from './functions.js';
export { folderOf } from './include-paths.js';
export { meaningsIn } from './meanings.js';
export { isMadeByMacro } from './positions.js';
export { keyOfMember } from './questions.js';
export type { SearchCount } from './search.js';
export { openSight, type Sight } from './sight.js';
export { findStores, type StoredName } from './stores.js';
export { above, chainTo, slotBeside, slotStep, stepOf } from './ways.js';
