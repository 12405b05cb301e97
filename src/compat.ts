/**
 * One source for many kernels: a header beside a driver declares for older kernels what newer ones have, so that code
 * may use the new names everywhere.
 *
 * The header holds all that the rules give, not only what a driver uses: it does not change when the driver does, so a
 * second run never has to touch it, and an inline function that nobody calls costs nothing. What it leaves out is what
 * the driver declares for old kernels itself, since a name that is defined twice does not build; to a macro of the driver
 * that has one of the names, it yields where it is included.
 */
import { applyEdits } from './edit/apply.js';
import { gather } from './edit/gather.js';
import { INCLUDE, openLines, usesOf } from './include-line.js';
import { firstOf } from './kernels/range.js';
import { type OwnNames, openOwnNames } from './own-names.js';
import type { Proposal } from './propose.js';
import { newlineOf } from './rewrite/layout.js';
import type { SourceFile } from './source/file.js';
import { openRead, type Sources } from './sources.js';
import type { CompatFeature, CompatPart } from './transform.js';
import { isSource } from './tree/path.js';
import type { Tree } from './tree/tree.js';

/** What the header is called, in whatever folder it lies. */
export const COMPAT_HEADER = 'faultline-compat.h';

/** The header of a run. */
export interface Compat {
  /** Names that it declares. */
  readonly provides: readonly string[];
  /** What it holds, one unit per byte. */
  readonly text: string;
  /** Those that the tree has, sorted; a run writes its own only where there is none. */
  readonly existing: readonly string[];
  /** Those of the names that it leaves to the tree's own declarations. */
  readonly own: ReadonlySet<string>;
  /** The header of the tree's own that a file lacks for such a name. */
  readonly headerFor: OwnNames['headerFor'];
}

/** A header that a run adds. */
export interface AddedHeader {
  /** In the folder that all files share which include it. */
  readonly path: string;
  readonly text: string;
}

/** Looks for headers of former runs, and for what the tree declares itself. */
export async function openCompat(
  tree: Tree,
  sources: Sources,
  parts: readonly CompatPart[],
): Promise<Compat> {
  const existing = (await tree.list()).filter(path => isSource(path) && nameOf(path) === COMPAT_HEADER);
  const provides = parts.flatMap(one => one.provides);
  const own = await openOwnNames(tree, sources, provides, path => nameOf(path) === COMPAT_HEADER);
  const isOwn = (part: CompatPart) => part.provides.some(name => own.has(name, part.repeatable));
  return {
    provides,
    text: headerOf(parts.filter(part => !isOwn(part))),
    existing,
    own: new Set(parts.filter(isOwn).flatMap(part => part.provides)),
    headerFor: own.headerFor,
  };
}

/**
 * The proposals, with the header included in each file that comes to use one of its names, and the tree's own header for
 * a name that this one leaves to it: the first proposal that does so there brings the lines. The header that is to be
 * written lies in the folder that all those files share.
 */
export function withHeader(
  taken: readonly Proposal[],
  sources: Sources,
  { provides, existing, text, own, headerFor }: Compat,
): { readonly taken: readonly Proposal[]; readonly added: AddedHeader | undefined } {
  const users = new Map<string, readonly string[]>();
  const { edits } = gather(taken);
  for (const [path, list] of edits) {
    const { text: before } = openRead(sources, path);
    const after = applyEdits(before, list);
    const names = provides.filter(name => usesOf(after, name) > usesOf(before, name));
    if (names.length > 0 && nameOf(path) !== COMPAT_HEADER) users.set(path, names);
  }
  const folder = sharedFolder([...users.keys()]);
  const added = folder === '' ? COMPAT_HEADER : `${folder}/${COMPAT_HEADER}`;
  const lines = openLines(taken, edits);
  for (const [path, names] of users) {
    const file = openRead(sources, path);
    const others = names.filter(name => own.has(name)).flatMap(name => headerFor(name, path) ?? []);
    const headers = [...new Set(others), ...(includesHeader(file) ? [] : [nearest(existing, path) ?? added])];
    if (headers.length === 0) continue;
    const line = headers.map(header => `#include "${relativeTo(path, header)}"`).join(newlineOf(file.text));
    lines.bring(file, line, names);
  }
  const isNeeded = existing.length === 0 && users.size > 0;
  return {
    taken: lines.all(),
    added: isNeeded ? { path: added, text } : undefined,
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const foldersOf = (path: string): readonly string[] => path.split('/').slice(0, -1);

/** The deepest folder that holds all paths; empty for the root. */
function sharedFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(foldersOf);
  const shared = first.findIndex((part, i) => others.some(one => one[i] !== part));
  return (shared < 0 ? first : first.slice(0, shared)).join('/');
}

/** The header in the nearest folder above a file, else the first. */
function nearest(headers: readonly string[], path: string): string | undefined {
  const common = (header: string) => {
    const [above, own] = [foldersOf(header), foldersOf(path)];
    return above.every((part, i) => own[i] === part) ? above.length : -1;
  };
  return [...headers].sort((a, b) => common(b) - common(a))[0];
}

/** From the folder of a file to another path. */
function relativeTo(path: string, other: string): string {
  const [from, to] = [foldersOf(path), other.split('/')];
  const same = from.findIndex((part, i) => to[i] !== part);
  const shared = same < 0 ? from.length : same;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

function includesHeader({ text, tokens }: SourceFile): boolean {
  return tokens.ofKind('directive').some(({ start, end }) => {
    const named = INCLUDE.exec(text.slice(start, end))?.[1];
    return named !== undefined && nameOf(named) === COMPAT_HEADER;
  });
}

function headerOf(parts: readonly CompatPart[]): string {
  const known = new Set<string>();
  const texts = parts.map(part => {
    const { without } = part;
    const isNew = without !== undefined && !known.has(without.name);
    if (isNew) known.add(without.name);
    return `${isNew ? `${testOf(without)}\n` : ''}${guarded(part)}`;
  });
  return `${[TOP, ...texts].join('\n')}\n#endif /* FAULTLINE_COMPAT_H */\n`;
}

const TOP = `/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What newer kernels declare, for older ones: code that includes this file may
 * use it with all of them. faultline wrote this file, and leaves it alone once
 * it was changed.
 *
 * Kernels of distributions may have more than their number says. Where that is
 * not known below, say it when building: -DFAULTLINE_HAVE_...=1, or =0 for what
 * is missing.
 */
#ifndef FAULTLINE_COMPAT_H
#define FAULTLINE_COMPAT_H

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/version.h>
`;

const haveOf = (name: string): string => `FAULTLINE_HAVE_${name}`;

/** Whether a kernel has a feature: what the build says, else what its number or its distribution's tells. */
function testOf({ name, since, rhel }: CompatFeature): string {
  const have = haveOf(name);
  const backport =
    rhel === undefined
      ? ''
      : `#elif defined(RHEL_RELEASE_CODE) && defined(RHEL_RELEASE_VERSION)
#define ${have} \\
	(RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(${rhel.split('.').join(', ')}))
`;
  return `#ifndef ${have}
#if LINUX_VERSION_CODE >= ${versionText(since)}
#define ${have} 1
${backport}#else
#define ${have} 0
#endif
#endif
`;
}

function guarded({ provides, without, from, text }: CompatPart): string {
  const tests = [
    ...(without === undefined ? [] : [`!${haveOf(without.name)}`]),
    ...(from === undefined ? [] : [`LINUX_VERSION_CODE >= ${versionText(from)}`]),
    ...provides.map(name => `!defined(${name})`),
  ];
  const line = `#if ${tests.join(' && ')}`;
  const condition = line.length > 80 ? line.replaceAll(' && ', ' && \\\n\t') : line;
  return tests.length === 0 ? text : `${condition}\n${text}#endif\n`;
}

/** `KERNEL_VERSION(4, 17, 0)`. @throws Error for what is no release, for the author of a module. */
function versionText(release: string): string {
  const code = firstOf(release);
  return `KERNEL_VERSION(${code >> 16}, ${(code >> 8) & 255}, ${code & 255})`;
}
