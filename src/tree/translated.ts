/**
 * Whether git keeps a file otherwise than the disk has it. A patch made from what the disk has would then neither be
 * git's nor apply. What translates is asked for by name, and no filter that a checkout configures is run.
 */
import { encodeUtf8 } from '../unicode.js';
import { harmless, told } from './differences.js';
import type { DiskTree } from './disk.js';
import { git, records } from './git.js';
import { decodePath } from './path.js';

/** A file that git translates on its way in. */
export interface Translated {
  readonly path: string;
  /** Ends a sentence that says that it does: `by the filter "lfs"`. */
  readonly how: string;
}

/** A file as it was read. */
interface Read {
  readonly path: string;
  readonly bytes: Buffer;
}

const ATTRIBUTES = ['filter', 'working-tree-encoding', 'ident', 'text', 'eol', 'crlf'] as const;
type Attributes = Readonly<Partial<Record<string, string>>>;

/** The first of the files that git translates. @throws UserError where git fails. */
export async function findTranslated(
  tree: Pick<DiskTree, 'root' | 'inGit'>,
  files: readonly Read[],
): Promise<Translated | undefined> {
  if (!tree.inGit || files.length === 0) return undefined;
  const [attributes, filters, autocrlf] = [
    await attributesOf(tree.root, files),
    await filtersOf(tree.root),
    await settingOf(tree.root, 'core.autocrlf'),
  ];
  for (const { path, bytes } of files) {
    const own = attributes.get(path) ?? {};
    const how = byProgram(own, filters) ?? byEncoding(own) ?? byIdent(own, bytes);
    if (how !== undefined) return { path, how };
    if (bytes.includes('\r\n') && (await turnsLineEnds(tree.root, { path, bytes }, own, autocrlf))) {
      return { path, how: 'from CRLF to LF (core.autocrlf, or the text and eol attributes)' };
    }
  }
  return undefined;
}

function byProgram({ filter }: Attributes, configured: ReadonlySet<string>): string | undefined {
  return filter !== undefined && configured.has(filter) ? `by the filter "${filter}"` : undefined;
}

function byEncoding({ 'working-tree-encoding': encoding }: Attributes): string | undefined {
  return encoding === undefined || /^(?:utf-?8|(?:un)?set)$/i.test(encoding)
    ? undefined
    : `from ${encoding} to UTF-8`;
}

function byIdent({ ident }: Attributes, bytes: Buffer): string | undefined {
  const isExpanded = ident === 'set' && /\$Id:[^$\n]*\$/.test(bytes.toString('latin1'));
  return isExpanded ? 'by taking back what the ident attribute put behind $Id' : undefined;
}

/**
 * Whether git turns CRLF to LF. Where it is to find out itself what is text, it does not in a file that it keeps with
 * CRLF; and whatever is said, it has done so where it keeps the same with bare line feeds.
 */
async function turnsLineEnds(
  root: string,
  { path, bytes }: Read,
  { text, eol, crlf }: Attributes,
  autocrlf: string,
): Promise<boolean> {
  const said = text ?? crlf;
  const answer = await git(root, ['cat-file', 'blob', `:./${path}`]);
  const kept = answer?.code === 0 ? answer.out : undefined;
  if (kept === bytes.toString('latin1').replaceAll('\r\n', '\n')) return true;
  if (said === 'unset') return false;
  if (said !== 'auto' && (said ?? eol) !== undefined) return true;
  const isAuto = said === 'auto' || autocrlf === 'true' || autocrlf === 'input';
  return isAuto && kept?.includes('\r\n') !== true;
}

/** What is said of each file, by attribute; what is not said, or said to be nothing, is left out. */
async function attributesOf(root: string, files: readonly Read[]): Promise<ReadonlyMap<string, Attributes>> {
  const input = files.map(({ path }) => `${encodeUtf8(path).toString('latin1')}\0`).join('');
  const parts = records(told(await git(root, ['check-attr', '-z', '--stdin', ...ATTRIBUTES], { input })));
  const found = new Map<string, Record<string, string>>();
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [path, name, value] = [decodePath(parts[at]!), parts[at + 1]!, parts[at + 2]!];
    if (value !== 'unspecified') found.set(path, { ...found.get(path), [name]: value });
  }
  return found;
}

/** The filters that the checkout configures, by name. */
async function filtersOf(root: string): Promise<ReadonlySet<string>> {
  const { settings = {} } = await harmless(root);
  return new Set(Object.keys(settings).flatMap(key => /^filter\.(.*)\.clean$/s.exec(key)?.[1] ?? []));
}

async function settingOf(root: string, key: string): Promise<string> {
  const answer = await git(root, ['config', '--get', key]);
  return answer?.code === 0 ? answer.out.trim().toLowerCase() : '';
}
