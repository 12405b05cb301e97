/** Codes, error numbers and other values told apart in one function, and the types that follow from it. */
import { codeOf } from '../../src/flow/prove.js';
import { proveSameButTypes } from '../../src/flow/same.js';
import { draftOf, type ParseFunction } from '../../src/rewrite/draft.js';
import { kindsOf, type Surroundings } from '../../src/rewrite/kinds.js';
import { type CodeType, retypeFunction } from '../../src/rewrite/retype.js';
import { openSource, type Parser } from '../../src/source/index.js';
import { testParser } from '../check.js';

const CONTRACT = {
  calls: new Map(),
  classes: [{ name: '0', before: 0, after: 0 }],
  constants: new Map([
    ['CODE_OOM', 1],
    ['CODE_BUS', 2],
    ['CODE_OK', 0x100],
  ]),
  mappers: [],
  aliasSentence: '',
  ignoredSentence: '',
  returned: [],
};

const AROUND: Surroundings = {
  isCode: name => name.startsWith('CODE_'),
  kindOfCall: ({ callee }) =>
    callee.kind === 'identifier' && callee.name === 'gizmo_code' ? 'code' : 'other',
  passingOf: () => undefined,
  passedTo: () => undefined,
  cellOf: () => undefined,
  isFound: () => true,
  spelledOut: () => [],
};

const TYPE: CodeType = {
  codeType: 'code_t',
  replaces: new Set(['int', 'unsigned int']),
  codeNames: ['ret'],
  oldNames: ['err'],
};

let parser: Parser;
beforeAll(async () => {
  parser = await testParser();
});

const parse: ParseFunction = text => {
  const file = openSource(parser, 'gizmo.c', text);
  const item = file.items.find(i => i.kind === 'function');
  const variants = item && file.functionsOf(item);
  if (!variants || 'why' in variants) return undefined;
  return { fn: variants[0]!.fn, comments: [] };
};

const fnOf = (text: string) => parse(text)!.fn;
/** A function with a body of lines, each indented once. */
const f = (lines: readonly string[], type = 'int') =>
  `${type} f(int x)\n{\n${lines.map(l => (l === '' ? '' : `\t${l}`)).join('\n')}\n}\n`;

describe('kinds', () => {
  it.each<[string, string[], string]>([
    ['a code', ['return CODE_OK;'], 'code'],
    ['codes on all ways', ['if (x)', '\treturn CODE_OOM;', 'return 0;'], 'code'],
    ['an error number', ['return -EINVAL;'], 'errno'],
    ['zero alone', ['return 0;'], 'neutral'],
    ['both', ['if (x)', '\treturn -EINVAL;', 'return CODE_OK;'], 'mixed'],
    ['a mask turned into an error number', ['return x & CODE_OOM ? -ENOMEM : 0;'], 'errno'],
    ['a mask tested', ['return !!(x & CODE_OOM);'], 'other'],
    ['what a variable holds', ['int ret = gizmo_code();', 'return ret;'], 'code'],
    [
      'what a variable holds at that place',
      ['int ret = gizmo();', 'if (ret)', '\treturn CODE_OOM;', 'ret = CODE_OK;', 'return ret;'],
      'code',
    ],
    ['or-ed codes', ['int ret = 0;', 'ret |= CODE_OOM;', 'return ret | gizmo_code();'], 'code'],
    ['a choice', ['return x ? CODE_OOM : CODE_BUS;'], 'code'],
  ])('sees %s', (_what, lines, kind) => {
    expect(kindsOf(codeOf(fnOf(f(lines))), AROUND).returned).toBe(kind);
  });
});

const retyped = (lines: readonly string[], returns = true) => {
  const result = retypeFunction(draftOf(f(lines), parse)!, returns, AROUND, TYPE, CONTRACT);
  return result.kind === 'retyped' ? result.draft.text : result;
};

describe('retyping a function', () => {
  it.each<[string, string[], string[]]>([
    [
      'gives the result and a local their type',
      ['int ret = CODE_BUS;', '', 'return ret;'],
      ['code_t ret = CODE_BUS;', '', 'return ret;'],
    ],
    [
      'takes a shared declaration apart',
      ['int i, ret = CODE_BUS;', '', 'for (i = 0; i < 3; i++)', '\tret = gizmo_code();', 'return ret;'],
      [
        'int i;',
        'code_t ret = CODE_BUS;',
        '',
        'for (i = 0; i < 3; i++)',
        '\tret = gizmo_code();',
        'return ret;',
      ],
    ],
    [
      'leaves each attribute with the name that it is of',
      [
        'int j __maybe_unused, ret = CODE_BUS, k __attribute__((aligned(4), unused)), __maybe_unused l;',
        '',
        'return ret;',
      ],
      [
        'int j __maybe_unused, k __attribute__((aligned(4), unused)), __maybe_unused l;',
        'code_t ret = CODE_BUS;',
        '',
        'return ret;',
      ],
    ],
    [
      'takes an attribute along',
      ['int err __maybe_unused, ret __maybe_unused /* a code */;', '', 'ret = gizmo_code();', 'return ret;'],
      [
        'int err __maybe_unused;',
        'code_t ret __maybe_unused /* a code */;',
        '',
        'ret = gizmo_code();',
        'return ret;',
      ],
    ],
    ...['/* takes the lock */', '// takes the lock', '/* takes */ /* the lock */'].map(
      (remark): [string, string[], string[]] => [
        `leaves ${remark} with the call that it is of`,
        [
          `int ret = gizmo(); ${remark}`,
          '',
          'if (ret)',
          '\treturn CODE_OOM;',
          'ret = gizmo_code();',
          'return ret;',
        ],
        [
          `int err = gizmo(); ${remark}`,
          'code_t ret;',
          '',
          'if (err)',
          '\treturn CODE_OOM;',
          'ret = gizmo_code();',
          'return ret;',
        ],
      ],
    ),
    [
      'leaves a comment with the name that it is of',
      [
        'int ret; /* a code */',
        '',
        'ret = gizmo();',
        'if (ret)',
        '\treturn CODE_OOM;',
        'ret = gizmo_code();',
        'return ret;',
      ],
      [
        'int err;',
        'code_t ret; /* a code */',
        '',
        'err = gizmo();',
        'if (err)',
        '\treturn CODE_OOM;',
        'ret = gizmo_code();',
        'return ret;',
      ],
    ],
    [
      'leaves an attribute where a first value goes',
      ['int i, ret __maybe_unused = -1;', '', 'ret = gizmo_code();', 'return ret;'],
      ['int i;', 'code_t ret __maybe_unused;', '', 'ret = gizmo_code();', 'return ret;'],
    ],
    [
      'leaves a first value that nothing reads, where the new type has it',
      ['int ret = 0;', '', 'ret = gizmo_code();', 'return ret;'],
      ['code_t ret = 0;', '', 'ret = gizmo_code();', 'return ret;'],
    ],
    [
      'leaves it in a declaration of its own too',
      ['int i = 0, ret = CODE_OK;', '', 'ret = gizmo_code();', 'h(i);', 'return ret;'],
      ['int i = 0;', 'code_t ret = CODE_OK;', '', 'ret = gizmo_code();', 'h(i);', 'return ret;'],
    ],
    [
      'keeps the order where a later variable reads the first',
      ['int ret = gizmo_code(), bad = !!(ret & CODE_BUS);', '', 'h(bad);', 'return ret;'],
      ['code_t ret = gizmo_code();', 'int bad = !!(ret & CODE_BUS);', '', 'h(bad);', 'return ret;'],
    ],
    [
      'keeps the order of two calls, and what stands between others',
      ['int i, ret = gizmo_code(), n = g(3), m;', '', 'h(i, n, m);', 'return ret;'],
      ['int i;', 'code_t ret = gizmo_code();', 'int n = g(3), m;', '', 'h(i, n, m);', 'return ret;'],
    ],
    [
      'keeps the order where only sizeof and an array name the first',
      ['int ret = CODE_BUS, len = sizeof(ret);', '', 'h(len);', 'return ret;'],
      ['code_t ret = CODE_BUS;', 'int len = sizeof(ret);', '', 'h(len);', 'return ret;'],
    ],
    [
      'keeps qualifiers and attributes',
      [
        'const int ret = gizmo_code();',
        'int b __maybe_unused = gizmo_code(), i = 1;',
        '',
        'h(i);',
        'return ret;',
      ],
      [
        'const code_t ret = gizmo_code();',
        'int i = 1;',
        'code_t b __maybe_unused = gizmo_code();',
        '',
        'h(i);',
        'return ret;',
      ],
    ],
    [
      'leaves each comment at its variable',
      [
        'int\tret = CODE_BUS,\t/* the code */',
        '\tn;\t\t/* how many */',
        '',
        'for (n = 0; n < 3; n++)',
        '\tret = gizmo_code();',
        'return ret;',
      ],
      [
        'int\tn;\t\t/* how many */',
        'code_t\tret = CODE_BUS;\t/* the code */',
        '',
        'for (n = 0; n < 3; n++)',
        '\tret = gizmo_code();',
        'return ret;',
      ],
    ],
    [
      'drops an error number that nothing reads',
      ['int ret = -EINVAL;', '', 'ret = gizmo_code();', 'return ret;'],
      ['code_t ret;', '', 'ret = gizmo_code();', 'return ret;'],
    ],
    [
      'retypes a declaration whose variables all hold codes',
      ['int ret, major = 0;', '', 'ret = gizmo_code();', 'major |= ret & CODE_OK;', 'return ret | major;'],
      ['code_t ret, major = 0;', '', 'ret = gizmo_code();', 'major |= ret & CODE_OK;', 'return ret | major;'],
    ],
    [
      'gives several variables of a declaration one of their own',
      [
        'int ret, i = 3, major = 0;',
        '',
        'ret = gizmo_code();',
        'major |= ret & CODE_OK;',
        'h(i);',
        'return ret | major;',
      ],
      [
        'int i = 3;',
        'code_t ret, major = 0;',
        '',
        'ret = gizmo_code();',
        'major |= ret & CODE_OK;',
        'h(i);',
        'return ret | major;',
      ],
    ],
    [
      'splits a variable that holds an error number first and a code later',
      [
        'int ret;',
        '',
        'ret = gizmo();',
        'if (ret < 0)',
        '\treturn CODE_BUS;',
        'ret = gizmo_code();',
        'return ret;',
      ],
      [
        'int err;',
        'code_t ret;',
        '',
        'err = gizmo();',
        'if (err < 0)',
        '\treturn CODE_BUS;',
        'ret = gizmo_code();',
        'return ret;',
      ],
    ],
    [
      'keeps names lined up where there is room',
      ['struct gizmo_mapping\t*m;', 'int\t\t\tret = CODE_OK;', '', 'h(m);', 'return ret;'],
      ['struct gizmo_mapping\t*m;', 'code_t\t\t\tret = CODE_OK;', '', 'h(m);', 'return ret;'],
    ],
    [
      'lines a new declaration up too',
      [
        'int\t\tret;',
        'long\t\tn;',
        '',
        'ret = gizmo(&n);',
        'if (ret < 0)',
        '\treturn CODE_BUS;',
        'ret = gizmo_code();',
        'return ret;',
      ],
      [
        'int\t\terr;',
        'code_t\t\tret;',
        'long\t\tn;',
        '',
        'err = gizmo(&n);',
        'if (err < 0)',
        '\treturn CODE_BUS;',
        'ret = gizmo_code();',
        'return ret;',
      ],
    ],
    [
      'prints a code in hexadecimal',
      ['int ret = gizmo_code();', '', 'pr_debug("%s: %d of %d\\n", name, n, ret);', 'return ret;'],
      ['code_t ret = gizmo_code();', '', 'pr_debug("%s: %d of %x\\n", name, n, ret);', 'return ret;'],
    ],
    [
      'counts the arguments that are widths',
      [
        'int ret = gizmo_code();',
        '',
        'pr_debug("%*d of %.*s: %*i\\n", w, n, 3, name, w, ret);',
        'return ret;',
      ],
      [
        'code_t ret = gizmo_code();',
        '',
        'pr_debug("%*d of %.*s: %*x\\n", w, n, 3, name, w, ret);',
        'return ret;',
      ],
    ],
    [
      'prints no width in another way',
      ['int ret = gizmo_code();', '', 'pr_debug("%*x %d\\n", w, ret, n);', 'return ret;'],
      ['code_t ret = gizmo_code();', '', 'pr_debug("%*x %d\\n", w, ret, n);', 'return ret;'],
    ],
  ])('%s', (_what, before, after) => {
    expect(retyped(before)).toBe(f(after, 'code_t'));
  });

  it('keeps parameters under the first one', () => {
    const before = 'static int f(struct page *page,\n\t     int x)\n{\n\treturn CODE_OK;\n}\n';
    const result = retypeFunction(draftOf(before, parse)!, true, AROUND, TYPE, CONTRACT);
    expect(result.kind === 'retyped' && result.draft.text).toBe(
      'static code_t f(struct page *page,\n\t\tint x)\n{\n\treturn CODE_OK;\n}\n',
    );
  });

  it.each<[string, string[], string[]]>([
    [
      'an error number that is mapped, and goes on where it is none',
      [
        'int ret = 0;',
        '',
        'if (x) {',
        '\tret = CODE_OK;',
        '\tgoto out;',
        '}',
        'ret = gizmo();',
        'if (ret != 0) {',
        '\tret = ret == -ENOMEM ? CODE_OOM : CODE_BUS;',
        '\tgoto out;',
        '}',
        'h();',
        'out:',
        'return ret;',
      ],
      [
        'int err;',
        'code_t ret = 0;',
        '',
        'if (x) {',
        '\tret = CODE_OK;',
        '\tgoto out;',
        '}',
        'err = gizmo();',
        'if (err != 0) {',
        '\tret = err == -ENOMEM ? CODE_OOM : CODE_BUS;',
        '\tgoto out;',
        '}',
        'h();',
        'out:',
        'return ret;',
      ],
    ],
    [
      'a test behind a label that only error numbers pass',
      ['int ret;', '', 'ret = gizmo();', 'if (ret)', '\tret = CODE_BUS;', 'return ret;'],
      ['int err;', 'code_t ret = 0;', '', 'err = gizmo();', 'if (err)', '\tret = CODE_BUS;', 'return ret;'],
    ],
    [
      'a map at the end that relies on codes not being negative',
      [
        'int ret;',
        '',
        'ret = gizmo();',
        'if (ret < 0)',
        '\tgoto out;',
        'ret = gizmo_code();',
        'out:',
        'if (ret < 0)',
        '\tret = CODE_BUS;',
        'return ret;',
      ],
      [
        'int err;',
        'code_t ret;',
        '',
        'err = gizmo();',
        'if (err < 0)',
        '\tgoto out;',
        'ret = gizmo_code();',
        'out:',
        'if (err < 0)',
        '\tret = CODE_BUS;',
        'return ret;',
      ],
    ],
    [
      'one whose only code is returned behind a test that always holds',
      [
        'int ret;',
        '',
        'ret = gizmo();',
        'if (ret < 0)',
        '\tgoto out;',
        'return CODE_OK;',
        'out:',
        'gizmo_log();',
        'if (ret)',
        '\tret = CODE_BUS;',
        'return ret;',
      ],
      [
        'int err;',
        '',
        'err = gizmo();',
        'if (err < 0)',
        '\tgoto out;',
        'return CODE_OK;',
        'out:',
        'gizmo_log();',
        'return CODE_BUS;',
      ],
    ],
  ])('takes apart %s', (_what, before, after) => {
    expect(retyped(before)).toBe(f(after, 'code_t'));
  });

  it('leaves a variable alone that holds both at one place, and says so', () => {
    const lines = ['int ret;', '', 'if (x)', '\tret = CODE_OK;', 'else', '\tret = gizmo();', 'return ret;'];
    expect(retyped(lines)).toEqual({
      kind: 'obstacle',
      why: 'ret holds a code on one path and something else on another',
      mixed: 'ret',
    });
  });

  it('has nothing to do where no code is held', () => {
    expect(retyped(['int ret = gizmo();', '', 'return ret;'], false)).toEqual({ kind: 'same' });
  });
});

describe('the proof that only types changed', () => {
  it('accepts other types, and declarations taken apart', () => {
    const after = fnOf(f(['int a;', 'code_t b;', '', 'return 0;'], 'code_t'));
    expect(proveSameButTypes(fnOf(f(['int a, b;', '', 'return 0;'])), after)).toBeDefined();
  });

  it.each<[string, string[]]>([
    ['another value', ['int a = 2;', '', 'return a;']],
    ['another name', ['int b = 1;', '', 'return b;']],
    ['a statement more', ['int a = 1;', '', 'g();', 'return a;']],
    ['a cast', ['int a = 1;', '', 'return (char)a;']],
  ])('does not accept %s', (_what, lines) => {
    expect(proveSameButTypes(fnOf(f(['int a = 1;', '', 'return a;'])), fnOf(f(lines)))).toBeUndefined();
  });

  it.each<[string, string[], string[]]>([
    ['that is read by another', ['int a = x, b = -a;'], ['int b = -a;', 'int a = x;']],
    ['that sizeof of another names', ['int a, b = sizeof(a);'], ['int b = sizeof(a);', 'int a;']],
    ['whose value another one declares', ['int b = 1, a = b;'], ['int a = b;', 'int b = 1;']],
  ])('does not accept another place of a variable %s', (_what, before, after) => {
    const of = (lines: readonly string[]) => fnOf(f([...lines, '', 'return a;']));
    expect(proveSameButTypes(of(before), of(after))).toBeUndefined();
  });
});
