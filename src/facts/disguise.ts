/** Where a function is not what its name seems to say: the preprocessor has a hand in the name, or in the file. */
import { remember } from '../remember.js';
import type { Item, MacroDef, SourceFile } from '../source/file.js';
import type { FunctionRef } from './facts.js';
import { isPlainHeader, isStatic } from './functions.js';
import type { Headers } from './includes.js';
import type { Doubt } from './nodes.js';
import type { Search } from './search.js';
import { tokenText, wordsOf } from './tokens.js';

/** Where the flags of a folder's files are said. */
const BUILD_FILES = ['Makefile', 'Kbuild'];

/** Whether only the file of a definition, and what is compiled together with it, can mean it by its name. */
export function isLocalTo(headers: Headers, file: SourceFile, item: Item): boolean {
  return file.path.endsWith('.c') && isStatic(file, item) && headers.macros('static', file.path).length === 0;
}

/**
 * The places that may make a function another one than its name says: a macro of that name, an include whose file is
 * not known, a name that is torn over two lines.
 *
 * @param scope the files that are looked through for the name.
 */
export function disguises(
  search: Search,
  headers: Headers,
  fn: FunctionRef,
  scope: readonly string[],
): readonly Doubt[] {
  const file = search.open(fn.path);
  if (file === undefined) return [];
  const found: Doubt[] = [];
  const note = (path: string, offset: number, why: string): void => {
    const { line } = search.open(path)?.position(offset) ?? { line: 1 };
    found.push({ why, path, line });
  };
  for (const path of new Set([fn.path, ...scope])) {
    const other = search.open(path);
    for (const item of path === fn.path ? [] : (other?.items ?? [])) {
      if (item.kind !== 'function' || item.name !== fn.name || isPlainHeader(other!, item)) continue;
      note(path, item.start, 'has another definition, whose header cannot be read');
    }
    for (const macro of other?.macros ?? []) {
      if (macro.name === fn.name && isOtherNameFor(fn.name, macro)) {
        note(path, macro.start, 'is given another name by a macro');
      } else if (path === fn.path && macro.name === fn.name && isInForce(file, macro, fn.item)) {
        note(path, macro.start, 'is defined where its name is a macro');
      }
    }
  }
  found.push(...givenToCompiler(search, fn));
  if (!isLocalTo(headers, file, fn.item)) return found;
  for (const path of [fn.path, ...headers.beside(fn.path)]) {
    for (const offset of headers.computedIn(path)) {
      note(path, offset, 'is in one unit with a file whose name a macro says');
    }
  }
  for (const path of headers.tornAround(fn.path)) {
    found.push({
      why: 'is in one unit with a file that cannot be told from its include line',
      path,
      line: 1,
    });
  }
  for (const offset of tornIn(file))
    note(fn.path, offset, 'may be named where a word goes on in the next line');
  return found;
}

/** Where a word of code goes on in the next line. The same for all functions of a file, which may have thousands. */
const tornIn = remember((file: SourceFile): readonly number[] =>
  [...file.text.matchAll(/\w\\[ \t\v\f]*\r?\n\w/g)]
    .map(({ index }) => index)
    .filter(index => file.itemAt(index) !== undefined && !isInDirective(file, index)),
);

/**
 * The lines of the build files beside a function, and above it, by which a macro stands for it, as `-DSTEP=gizmo_insert`
 * does.
 */
function givenToCompiler(search: Search, { name, path }: FunctionRef): readonly Doubt[] {
  const given = new RegExp(`-D\\s*'?\\w+(?:\\([^)]*\\))?=\\S*\\b${name}\\b`);
  return foldersAbove(path)
    .flatMap(folder => BUILD_FILES.map(one => folder + one))
    .flatMap(build =>
      (search.text(build) ?? '')
        .split('\n')
        .flatMap((text, at) =>
          given.test(text)
            ? [{ why: 'is named by a macro that a build file gives', path: build, line: at + 1 }]
            : [],
        ),
    );
}

/** The folder of a file and those it lies in, each with its `/`; '' for the root. */
function foldersAbove(path: string): readonly string[] {
  const folders = path.split('/').slice(0, -1);
  return [folders.length, ...folders.keys()].map(count =>
    folders
      .slice(0, count)
      .map(one => `${one}/`)
      .join(''),
  );
}

/** Whether a macro puts something else wherever a name stands. */
function isOtherNameFor(name: string, { params, body }: MacroDef): boolean {
  const said = body.replace(/\/\*[\s\S]*?\*\//g, ' ').trim();
  return params === undefined && said !== name;
}

/** Whether a macro with parameters takes the name of a definition below it. */
function isInForce(file: SourceFile, macro: MacroDef, item: Item): boolean {
  if (macro.params === undefined || macro.start > item.start || macro.under.length > 0) return false;
  const directives = wordsOf(file).directives.get(macro.name) ?? [];
  return !directives.some(index => /^#\s*undef\b/.test(tokenText(file, index)));
}

function isInDirective(file: SourceFile, offset: number): boolean {
  const token = file.tokens.holding(offset);
  return token !== undefined && token.kind !== 'word';
}
