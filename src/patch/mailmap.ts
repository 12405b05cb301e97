/** The `.mailmap` of a tree: which name and address somebody goes by today. */
import type { Address } from './header.js';

/** Replacements by what they replace. */
export interface Mailmap {
  /** Keyed by old address, or by old name and address (see `keyOf`). */
  readonly names: ReadonlyMap<string, string>;
  readonly emails: ReadonlyMap<string, string>;
}

/** The map of a tree without one. */
export const NO_MAILMAP: Mailmap = { names: new Map(), emails: new Map() };

/** Reads a `.mailmap`; lines that are no entry are passed over, as git does. */
export function parseMailmap(text: string): Mailmap {
  const names = new Map<string, string>();
  const emails = new Map<string, string>();
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*$/, '').trim();
    const entry = /^([^<]*)<([^<>]+)>(?:([^<]*)<([^<>]+)>)?$/.exec(line);
    if (entry === null) continue;
    const [name, email, oldName, oldEmail] = entry.slice(1).map(part => part?.trim() ?? '');
    const key = oldEmail === '' ? email! : keyOf({ name: oldName, email: oldEmail! });
    if (name !== '') names.set(key, unquote(name!));
    if (oldEmail !== '') emails.set(key, email!);
  }
  return { names, emails };
}

/** Who somebody is today. An entry for name and address goes before one for the address. */
export function mapAddress(mailmap: Mailmap, address: Address): Address {
  const full = keyOf(address);
  const key = mailmap.names.has(full) || mailmap.emails.has(full) ? full : address.email;
  return {
    name: mailmap.names.get(key) ?? address.name,
    email: mailmap.emails.get(key) ?? address.email,
  };
}

function keyOf({ name, email }: Address): string {
  return name === undefined || name === '' ? email : `${unquote(name)} <${email}>`;
}

/** A name without the quotes around it. */
export function unquote(name: string): string {
  return name
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/\\(["\\])/g, '$1');
}
