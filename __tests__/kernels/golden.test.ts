/**
 * Drivers of our own, each for one habit of drivers that are built with many kernels. Every one is judged with
 * `--compat`, and for a range of kernels without it; what comes out is built with stand-ins of kernels, run with every
 * result of the calls in it, and has to do what the driver did before wherever that was built.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { readRange } from '../../src/kernels/range.js';
import { unifiedDiff } from '../../src/patch/index.js';
import { type RunRequest, type RunResult, run } from '../../src/run.js';
import { memoryTree } from '../../src/tree/memory.js';
import { transforms } from '../../transforms/index.js';
import { takenFrom, testParser, textsAfter } from '../check.js';
import { behaviour, KERNELS, nameOf } from './stand-in.js';

jest.setTimeout(300_000);

/** Texts of files by path. */
type Texts = Readonly<Record<string, string>>;

const FOLDER = fileURLToPath(new URL('../golden/kernels/', import.meta.url));
const textOf = (name: string) => readFileSync(`${FOLDER}${name}`, 'latin1');
const DRIVERS = readdirSync(FOLDER)
  .filter(name => name.endsWith('.c') && name !== 'main.c')
  .map(name => basename(name, '.c'));

/** What belongs to every driver, and what runs it. */
const RUNNING: Texts = { 'main.c': textOf('main.c'), 'widget.h': textOf('widget.h') };

const MODES: readonly (readonly [string, Partial<RunRequest>])[] = [
  ['--compat', { compat: true }],
  ['--kernel 3.10..6.12', { kernels: readRange('3.10..6.12') }],
];

/**
 * Drivers that take codes for errnos, with some kernels or with all. What they were meant to do counts: what a handler
 * is to return for -ENOMEM; it is VM_FAULT_NOPAGE for 0 and -EBUSY, and VM_FAULT_SIGBUS for all else.
 */
const MISTAKEN: Readonly<Record<string, string>> = {
  'half-compared': '1',
  'half-switch': '1',
  'half-tested-for-zero': '1',
  'macro-old-to-new': '1',
  'macro-between': '1',
  'macro-with-arguments': '1',
  'wrapper-with-both-arms': '1',
};

/** What a person is told that a change does differently, and for which errno, of what is printed. */
const DECLARED: readonly (readonly [RegExp, string, (before: string, now: string) => boolean])[] = [
  [/-EBUSY now counts as success/, '-16', () => true],
  [
    /out of memory is now VM_FAULT_OOM where it was VM_FAULT_SIGBUS/,
    '-12',
    (before, now) => before.replace('fault: 2', 'fault: 1') === now,
  ],
];

const judge = async (text: string, mode: Partial<RunRequest>): Promise<RunResult> =>
  run({
    tree: memoryTree({ 'widget.c': text, 'widget.h': RUNNING['widget.h']! }),
    transforms,
    parser: await testParser(),
    takeReview: false,
    ...mode,
  });

/** What a driver printed for each errno. */
const blocksOf = (printed: string): ReadonlyMap<string, string> =>
  new Map(
    printed
      .split(/^== /m)
      .slice(1)
      .map(block => [block.slice(0, block.indexOf('\n')), block.slice(block.indexOf('\n') + 1)]),
  );

/** What came to be printed for an errno, though nobody said that it would. */
function undeclared(before: string, now: string, differences: readonly string[]): readonly string[] {
  const allowed = DECLARED.filter(([sentence]) => differences.some(said => sentence.test(said)));
  const old = blocksOf(before);
  return [...blocksOf(now)].flatMap(([errno, text]) => {
    const was = old.get(errno) ?? '';
    const isSaid = allowed.some(([, of, holds]) => of === errno && holds(was, text));
    return was === text || isSaid ? [] : [`${errno}: ${was} -> ${text}`];
  });
}

const isBuilt = (printed: string) => !printed.startsWith('not built');

describe.each(DRIVERS)('%s', name => {
  const before = textOf(`${name}.c`);
  const old = new Map(KERNELS.map(kernel => [kernel, '']));
  const built = () => [...old].filter(([, printed]) => isBuilt(printed)).map(([kernel]) => nameOf(kernel));

  beforeAll(() => {
    for (const kernel of KERNELS) old.set(kernel, behaviour({ ...RUNNING, 'widget.c': before }, kernel));
  });

  it.each(MODES)('with %s', async (_, mode) => {
    const result = await judge(before, mode);
    expect(result.slips).toEqual([]);
    expect(takenFrom(result)).toEqual([]);
    const after: Texts = {
      ...RUNNING,
      'widget.c': before,
      ...textsAfter(result),
      ...(result.added && { [result.added.path]: result.added.text }),
    };
    const { verdicts, changes } = result.ledger;
    const differences = [...new Set(changes.flatMap(change => change.differences))];
    const isChanged = after['widget.c'] !== before;
    const now = new Map(
      KERNELS.map(kernel => [kernel, isChanged ? behaviour(after, kernel) : old.get(kernel)!]),
    );

    // A macro of the driver stays, and is named; that it is used no more is what counts.
    const isWhole = verdicts.every(({ kind, code }) => kind !== 'refuse' || /macro/.test(code));
    const meant = MISTAKEN[name];
    for (const kernel of isChanged ? KERNELS : []) {
      const [was, is] = [old.get(kernel)!, now.get(kernel)!];
      // Whoever could build it can build it still, and it does the same.
      const isLost = isBuilt(was) && !isBuilt(is);
      expect([nameOf(kernel), isLost ? is : '']).toEqual([nameOf(kernel), '']);
      if (!isBuilt(is)) continue;
      if (meant !== undefined && isWhole) {
        const codes = { 0: '100', '-16': '100', '-12': meant };
        const wanted = [...blocksOf(is).keys()].map(errno => [
          errno,
          `fault: ${codes[errno as '0'] ?? '2'}\n`,
        ]);
        expect([nameOf(kernel), ...blocksOf(is)]).toEqual([nameOf(kernel), ...wanted]);
      } else if (isBuilt(was)) {
        expect(blocksOf(is).size).toBe(blocksOf(was).size);
        expect([nameOf(kernel), undeclared(was, is, differences)]).toEqual([nameOf(kernel), []]);
      }
    }
    if (isChanged) {
      const again = await judge(after['widget.c']!, mode);
      // The header that was added is there by then.
      expect(again.files.filter(({ path }) => path === 'widget.c')).toEqual([]);
    }

    const lines = verdicts
      .filter(({ code }) => code !== 'names-it')
      .map(({ occurrence: o, kind, code, message }) => {
        const said = kind === 'refuse' && /insert/.test(o.keyword) ? ` ${message}` : '';
        return `${o.line} ${o.keyword}: ${kind} [${code}]${said}`;
      });
    const shown = result.files.filter(({ path }) => path === 'widget.c');
    expect(
      [
        ...[...new Set(lines)],
        ...differences.map(said => `differs: ${said}`),
        `was built with ${built().join(', ') || 'none'}`,
        ...(isChanged
          ? [
              `is built with ${[...now]
                .filter(([, printed]) => isBuilt(printed))
                .map(([kernel]) => nameOf(kernel))
                .join(', ')}`,
            ]
          : ['is left as it is']),
        '',
        unifiedDiff(shown),
      ].join('\n'),
    ).toMatchSnapshot();
  });
});
