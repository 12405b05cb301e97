/** Who should get a patch, in what role, and which line of MAINTAINERS says so. */
import type { Address } from './header.js';
import { type Mailmap, mapAddress, NO_MAILMAP, unquote } from './mailmap.js';
import { isCovered, type Maintainers, type Match, matchSections, type Section } from './maintainers.js';

/** One receiver. */
export interface Recipient extends Address {
  readonly kind: 'maintainer' | 'reviewer' | 'list';
  /** As get_maintainer.pl prints it in brackets, such as `maintainer:GIZMO DRIVER`. */
  readonly role: string;
  /** Why: `MAINTAINERS:12 lists them under GIZMO DRIVER, whose F: drivers/gizmo/ (line 15) matches drivers/gizmo/a.c`. */
  readonly why: string;
  /** Set where get_maintainer.pl prints no address, since the line has a name in front of it. */
  readonly unprinted?: true;
}

/** Receivers, and what MAINTAINERS leaves open. */
export interface Recipients {
  /** People before lists, each in the order of get_maintainer.pl. */
  readonly all: readonly Recipient[];
  /** Paths that no maintained section names closely: get_maintainer.pl asks git's log there. */
  readonly uncovered: readonly string[];
}

/** Columns of a section's title in a role. */
const LONGEST_TITLE = 50;

/** The section that catches everything. */
const REST = 'THE REST';

/**
 * The receivers of a patch, as get_maintainer.pl finds them from a patch file with `--nogit-fallback`; where it
 * leaves the order to chance, ours is that of MAINTAINERS.
 *
 * @param patch The files it changes, and the mail itself (empty where there is none yet).
 */
export function findRecipients(
  maintainers: Maintainers,
  patch: { readonly paths: readonly string[]; readonly text: string },
  mailmap: Mailmap = NO_MAILMAP,
): Recipients {
  const people: Recipient[] = [];
  const lists: Recipient[] = [];
  const known = new Set<string>();
  for (const match of matchSections(maintainers, patch.paths, patch.text)) {
    for (const recipient of recipientsOf(match)) {
      const { kind, name } = recipient;
      const marks = [recipient.email, ...(name === undefined ? [] : [`"${name}"`])].map(mark =>
        mark.toLowerCase(),
      );
      const isList = kind === 'list';
      // People are told apart by name and by address, lists by address alone, and the two are not compared.
      const taken = marks.map(mark => `${isList ? 'list' : 'person'} ${mark}`);
      if (taken.some(mark => known.has(mark))) continue;
      for (const mark of taken) known.add(mark);
      (isList ? lists : people).push(recipient);
    }
  }
  const chiefs = chiefsOf(maintainers);
  const wanted = merge([...people, ...lists], mailmap).filter(
    ({ email }) => !chiefs.has(email.toLowerCase()),
  );
  return { all: wanted, uncovered: [...patch.paths].sort().filter(path => !isCovered(maintainers, path)) };
}

/** Maps everybody to who they are today, and drops who then comes twice. */
function merge(recipients: readonly Recipient[], mailmap: Mailmap): Recipient[] {
  const byName = new Map<string, Address>();
  const byEmail = new Map<string, Address>();
  const seen = new Set<string>();
  const merged: Recipient[] = [];
  for (const recipient of recipients) {
    const today = mapAddress(mailmap, recipient);
    const name = today.name?.toLowerCase() ?? '';
    const email = today.email.toLowerCase();
    const earlier = (name === '' ? undefined : byName.get(name)) ?? byEmail.get(email);
    if (earlier === undefined) {
      byName.set(name, today);
      byEmail.set(email, today);
    }
    const person = mapAddress(mailmap, earlier ?? today);
    const key = `${person.name ?? ''} <${person.email}>`;
    if (seen.has(key)) continue;
    seen.add(key);
    merged.push({ ...recipient, ...person });
  }
  return merged;
}

/** Whom get_maintainer.pl (`@penguin_chief`) never writes to, whatever section lists him. */
const CHIEF = 'torvalds@linux-foundation.org';

/** Whoever takes everything in the end is not written to. */
function chiefsOf({ sections }: Maintainers): ReadonlySet<string> {
  const ofRest = sections.filter(({ status }) => roleOf(status) === 'chief penguin');
  const entries = ofRest.flatMap(section => section.entries.filter(({ tag }) => tag === 'M'));
  const emails = entries.flatMap(({ value }) => addressesIn(value)).map(({ email }) => email.toLowerCase());
  return new Set([CHIEF, ...emails]);
}

/** Everybody a section names, in the order of its lines. */
function recipientsOf(match: Match): Recipient[] {
  const { section, rule, matched } = match;
  const title = shorten(section.title);
  return section.entries.flatMap(({ tag, value, line }): Recipient[] => {
    const why =
      `MAINTAINERS:${line} lists them under ${section.title}, ` +
      `whose ${rule.tag}: ${rule.value} (line ${rule.line}) matches ${matched}`;
    if (tag === 'L') return listOf(section, value, why);
    if (tag !== 'M' && tag !== 'R') return [];
    const kind = tag === 'M' ? 'maintainer' : 'reviewer';
    const role = `${tag === 'M' ? roleOf(section.status) : 'reviewer'}:${title}`;
    return addressesIn(value).map(address => ({ ...address, kind, role, why }));
  });
}

/** A list, unless only its subscribers may write to it. */
function listOf(section: Section, value: string, why: string): Recipient[] {
  const [, first = '', note = ''] = /^(\S+)\s*(.*)$/.exec(value) ?? [];
  if (note.includes('subscribers-only')) return [];
  // Some lines give a list a name; get_maintainer.pl takes its first word for the address, and so has none to print.
  const isNamed = !first.includes('@');
  const { email } = parseAddress(isNamed ? value : first);
  if (email === '') return [];
  const title = shorten(section.title);
  const role = `${note.includes('moderated') ? 'moderated' : 'open'} list${title === REST ? '' : `:${title}`}`;
  return [{ name: undefined, email, kind: 'list', role, why, ...(isNamed && { unprinted: true as const }) }];
}

/** What the maintainers of a section of this status are called. */
function roleOf(status: string): string {
  const plain = status.toLowerCase();
  return ROLES[plain] ?? (plain === '' ? 'unknown' : plain);
}

const ROLES: Readonly<Record<string, string>> = {
  supported: 'supporter',
  maintained: 'maintainer',
  'odd fixes': 'odd fixer',
  orphan: 'orphan minder',
  obsolete: 'obsolete minder',
  'buried alive in reporters': 'chief penguin',
};

function shorten(title: string): string {
  return title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 3).trimEnd()}...` : title;
}

/** The addresses of an `M:` or `R:` line: one, or several with commas between. */
function addressesIn(value: string): Address[] {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"|\([^()]*\)/g, part => (part.startsWith('"') ? part : ' '));
  const parts = bare.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? [];
  const isList =
    parts.length > 1 &&
    parts.every(part => /^[^<>]*<[^<>@\s]+@[^<>@\s]+>\s*$|^\s*[^<>@\s]+@[^<>@\s]+\s*$/.test(part));
  return (isList ? parts : [value]).map(parseAddress).filter(({ email }) => email !== '');
}

/** `Name <address>` or an address; whatever follows is a comment. */
function parseAddress(text: string): Address {
  const named = /^([^<]+)<(.+@.*)>/.exec(text);
  if (named !== null) return { name: unquote(named[1]!), email: named[2]!.trim() };
  const bare = /^\s*<(.+@\S*)>/.exec(text) ?? /^(.+@\S*)/.exec(text);
  return { name: undefined, email: bare?.[1]?.trim() ?? '' };
}
