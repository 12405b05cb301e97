import { applyEdits } from '../../src/edit/apply.js';
import { replace } from '../../src/edit/edit.js';
import { sortEdits } from '../../src/edit/gather.js';
import { findFlaw } from '../../src/edit/prove.js';
import { findWorse } from '../../src/edit/reading.js';
import { openSource } from '../../src/source/index.js';
import { testParser } from '../check.js';

const before = `#include "gizmo.h"

static int helper(int x)
{
	return x;
}

int first(void)
{
	return helper(1);
}

int odd(void)
{
	if (helper( { ) ]
	return 0;
}

struct widget {
	int count;
};

int second(void)
{
	return helper(2);
}
`;

/** What is worse after each `from` became its `to`; each `from` stands once in the text. */
async function worse(text: string, ...changes: readonly (readonly [from: string, to: string])[]) {
  const parser = await testParser();
  const edits = sortEdits(
    changes.map(([from, to]) => {
      const start = text.indexOf(from);
      if (start < 0 || text.indexOf(from, start + 1) >= 0) throw new Error(`"${from}" does not stand once`);
      return replace('a.c', { start, end: start + from.length }, to);
    }),
  )!;
  const file = openSource(parser, 'a.c', text);
  const after = openSource(parser, 'a.c', applyEdits(text, edits));
  return findWorse(file, after, edits);
}

describe('findWorse', () => {
  it.each([
    ['a call', [['helper(1)', 'other(1)']]],
    ['a type', [['int first', 'long first']]],
    ['a name', [['first', 'renamed']]],
    ['a word in front', [['int second', 'static int second']]],
    ['a new function', [['int first', 'int added(void)\n{\n\treturn 3;\n}\n\nint first']]],
    ['a new declaration', [['struct widget', 'int added(void);\n\nstruct widget']]],
    ['a function that goes', [['int first(void)\n{\n\treturn helper(1);\n}\n\n', '']]],
    ['an include', [['#include "gizmo.h"\n', '#include "gizmo.h"\n#include "widget.h"\n']]],
    ['a member', [['int count;', 'long count;']]],
    ['a place beside one that was bad before', [['return 0;', 'return 1;']]],
  ] as const)('accepts %s', async (_, changes) => {
    expect(await worse(before, ...changes)).toBeUndefined();
  });

  it.each([
    [
      'a brace too many',
      [['return helper(1);', 'return helper(1); }']],
      'first would no longer stand by itself',
    ],
    [
      'a brace too few',
      [['helper(2);\n}', 'helper(2);\n']],
      'second could no longer be read: the file ends inside it',
    ],
    [
      'a torn expression',
      [['helper(1)', 'helper(1 +)']],
      'first would hold more places that cannot be read for certain',
    ],
    [
      'a torn new function',
      [['int first', 'int added(void)\n{\n\treturn 3 +;\n}\n\nint first']],
      'added would hold more places that cannot be read for certain',
    ],
    [
      'a function lost in a comment',
      [
        ['int first', '/* int first'],
        ['helper(1);\n}', 'helper(1);\n} */'],
      ],
      'first would no longer stand by itself',
    ],
    [
      'two functions run together',
      [['\treturn x;\n}\n\nint first(void)\n{\n', '']],
      'first would no longer stand by itself',
    ],
    [
      'a torn declaration',
      [['struct widget {', 'struct widget +{']],
      'the text at a.c:19 could no longer be read: the parser could not read it',
    ],
  ] as const)('sees %s', async (_, changes, message) => {
    expect(await worse(before, ...changes)).toBe(message);
  });
});

describe('findFlaw', () => {
  it('says so where nothing changes, or something outside the edits', async () => {
    const parser = await testParser();
    const file = openSource(parser, 'a.c', 'int x;\n');
    const edits = [replace('a.c', { start: 4, end: 5 }, 'y')];
    expect(findFlaw(file, openSource(parser, 'a.c', 'int y;\n'), edits)).toBeUndefined();
    expect(findFlaw(file, openSource(parser, 'a.c', 'int x;\n'), edits)).toBe('a.c would not change');
    expect(findFlaw(file, openSource(parser, 'a.c', 'int y; \n'), edits)).toBe(
      'a.c would change outside the edits',
    );
  });
});

describe('a declaration of several things', () => {
  const text = 'int first(void), second(int a);\n';

  it.each([
    ['comes apart', ', second', ';\nlong second', undefined],
    ['loses one', ', second(int a)', '', undefined],
    ['comes apart with another name', ', second', ';\nint third', 'first would no longer stand by itself'],
    [
      'comes apart into what cannot be read',
      ', second(',
      ';\nint = second(',
      'first would no longer stand by itself',
    ],
  ])('%s', async (_, from, to, why) => {
    expect(await worse(text, [from, to])).toBe(why);
  });
});
