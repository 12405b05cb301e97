/** What the family says of itself in patches and docs. */

/** The argument that behaviour stays the same; shown in the docs of each transform. */
export const SAFETY =
  'Each function is evaluated before and after, for each value that the old call can return and every combination of ' +
  'what else it depends on: it has the same effects in the same order and returns the same. Three differences are ' +
  'accepted, and each is said where it occurs: -EBUSY counts as success, since the new call treats an entry that is ' +
  'there already as such; an error that was ignored is returned; out of memory is reported as VM_FAULT_OOM. ' +
  'Where an errno is kept outside of page faults, which only --review does, error numbers that one code stands for ' +
  'come back as one of them, and each that is lost is said. The ' +
  'argument rests on the call graph being right about where the function runs, and on functions that are not ' +
  'looked into (other calls) not caring which of the two calls was made.';

/** The body of a patch. */
export function whyOf(before: string, after: string): readonly string[] {
  return [
    `${before}() returns 0 or an errno, which every page fault handler then has to map to a VM_FAULT code by itself. ` +
      `${after}() returns the VM_FAULT code, so that the mapping disappears from the handler.`,
    `Use ${after}(), read its result as the VM_FAULT code that it is, and drop what mapped the errno.`,
  ];
}

/** The title of a patch that changes types alone; those that do more begin with it. */
export const TYPES_TITLE = 'use the type vm_fault_t';

/** What the patch of the tables' own types says. @param left handlers that keep their type, such as `gizmo_fault()` */
export function slotsWords(left: readonly string[]) {
  const names = left.length > 4 ? [...left.slice(0, 3), `${left.length - 3} more`] : left;
  const all = [names.slice(0, -1).join(', '), names.at(-1)].filter(text => text !== '').join(' and ');
  const but =
    left.length === 0
      ? ''
      : `, but for ${all}, which a person has to look at and which ${left.length === 1 ? 'stays' : 'stay'} an int`;
  return {
    title: 'make page fault handler members return vm_fault_t',
    why: [
      `Page fault handlers have been given the type vm_fault_t${but}. With the members that hold them of that type as ` +
        'well, a handler that still returns an int is found by sparse and by the compiler as soon as the type is no int any more.',
    ],
  };
}

/** Why types change. */
export const TYPES_WHY: readonly string[] = [
  'A page fault handler returns VM_FAULT codes, never an errno. While both are int, no compiler and no checker tells ' +
    'them apart, and an errno that is returned by mistake goes unnoticed.',
  'Give what returns codes or holds them here the type vm_fault_t.',
];

const MAPS_WHY = 'Where an errno is mapped exactly as vmf_error() does it, say so.';

/** The title of a patch that repairs code which was converted by renaming alone. */
export const REPAIR_TITLE = 'take what vmf_insert_*() returns for the code that it is';

/** Why it is repaired. */
export const REPAIR_WHY =
  'vmf_insert_pfn() and its variants return VM_FAULT codes: VM_FAULT_NOPAGE, which is not 0, where they succeed, and ' +
  'no negative number where they fail. Code that was moved to them by renaming alone still looks for 0 or an errno, ' +
  'so that it takes success for failure, or failure for success.';

/**
 * What a patch of types says, with the calls that are converted in it, whether it says maps with vmf_error(), and
 * whether it repairs what was read as an errno.
 */
export function wordsOfTypes(calls: ReadonlyMap<string, string>, saysMaps: boolean, repairs: boolean) {
  const because = repairs ? [REPAIR_WHY, ...TYPES_WHY] : TYPES_WHY;
  const types = saysMaps ? [...because, MAPS_WHY] : because;
  if (calls.size === 0 && repairs) return { title: REPAIR_TITLE, why: types };
  if (calls.size === 0) return { title: TYPES_TITLE, why: types };
  const title = `${TYPES_TITLE} and vmf_insert_*()`;
  return { title, why: [...types, ...[...calls].flatMap(([before, after]) => whyOf(before, after))] };
}

/** What the patch says that comes before all others in a tree without the new API. */
export const PREPARED_WORDS = {
  title: 'introduce vm_fault_t and vmf_insert_*()',
  why: [
    'Page fault handlers return VM_FAULT codes, and the functions that insert pages return an errno, so that each ' +
      'handler maps the one to the other by itself, and no checker can tell the two apart.',
    'Add a type for the codes, and inline functions that insert pages or map an errno and return a code, for the ' +
      'handlers to be converted to. Until all are, the type is an int and a typedef of it, so that handlers of either ' +
      'type fit the same member; after that it can become one of its own, which sparse tells from others.',
  ],
};
