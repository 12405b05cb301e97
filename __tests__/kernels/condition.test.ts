/** Conditions of the preprocessor and the releases that they speak of; the preprocessor itself is the judge. */
import { execFileSync } from 'node:child_process';
import { releasesOf, releasesWhere } from '../../src/kernels/condition.js';
import { codeOf, complement, covers, intersection, inWords, union } from '../../src/kernels/versions.js';

const words = (condition: string) => {
  const { may, must } = releasesOf(condition);
  return [inWords(may), inWords(must)];
};

it.each([
  ['LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)', 'from 4.20 on', 'from 4.20 on'],
  ['KERNEL_VERSION(4,20,0) <= LINUX_VERSION_CODE', 'from 4.20 on', 'from 4.20 on'],
  ['(LINUX_VERSION_CODE < KERNEL_VERSION(4,17,0))', 'before 4.17', 'before 4.17'],
  ['LINUX_VERSION_CODE > 0x041100', 'from 4.17.1 on', 'from 4.17.1 on'],
  ['LINUX_VERSION_CODE < 267520', 'before 4.21', 'before 4.21'],
  ['!(LINUX_VERSION_CODE < KERNEL_VERSION(5,1,0))', 'from 5.1 on', 'from 5.1 on'],
  [
    'LINUX_VERSION_CODE >= KERNEL_VERSION(4,4,0) && LINUX_VERSION_CODE < KERNEL_VERSION(4,20,0)',
    'from 4.4 to before 4.20',
    'from 4.4 to before 4.20',
  ],
  ['LINUX_VERSION_CODE >= KERNEL_VERSION(4,20,0) || defined(RHEL)', 'of all releases', 'from 4.20 on'],
  ['LINUX_VERSION_CODE < KERNEL_VERSION(4,20,0) && !defined(RHEL)', 'before 4.20', 'of no release'],
  [
    '(RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8,0)) || LINUX_VERSION_CODE >= KERNEL_VERSION(5,0,0)',
    'of all releases',
    'from 5.0 on',
  ],
  ['LINUX_VERSION_CODE >= (4 << 16 | 20 << 8)', 'from 4.20 on', 'from 4.20 on'],
  ['LINUX_VERSION_CODE > KERNEL_VERSION(4,20,0) - 1', 'from 4.20 on', 'from 4.20 on'],
  ['LINUX_VERSION_CODE >= KERNEL_VERSION(4, 024, 0)', 'from 4.20 on', 'from 4.20 on'],
  ['LINUX_VERSION_CODE < 01012000U', 'before 4.20', 'before 4.20'],
  ['(LINUX_VERSION_CODE < KERNEL_VERSION(4,20,0)) == 0', 'from 4.20 on', 'from 4.20 on'],
  ['LINUX_VERSION_CODE < KERNEL_VERSION(4,20,0) ? 0 : 1', 'from 4.20 on', 'from 4.20 on'],
  // The operand of `!` is the code alone: 0 or 1 is less than any release.
  ['!LINUX_VERSION_CODE < KERNEL_VERSION(4,20,0)', 'of all releases', 'of all releases'],
  ['(LINUX_VERSION_CODE >> 16) >= 5', 'from 5.0 on', 'from 5.0 on'],
  ['LINUX_VERSION_CODE / 65536 < 5', 'before 5.0', 'before 5.0'],
  ['(LINUX_VERSION_CODE & 0xff0000) < 0x50000', 'before 5.0', 'before 5.0'],
  ['LINUX_VERSION_CODE - KERNEL_VERSION(4,20,0) >= 0', 'from 4.20 on', 'from 4.20 on'],
  // Without a sign nothing is below 0: a number of 64 bits, which is not counted with.
  ['LINUX_VERSION_CODE - 267264U >= 0', 'of all releases', 'of no release'],
  ['~LINUX_VERSION_CODE < ~KERNEL_VERSION(4,20,0)', 'from 4.20.1 on', 'from 4.20.1 on'],
  [
    '(LINUX_VERSION_CODE >> 16) == 4 && ((LINUX_VERSION_CODE >> 8) & 0xff) < 17',
    'from 4.0 to before 4.17',
    'from 4.0 to before 4.17',
  ],
  ['(LINUX_VERSION_CODE >> 16) >= 5 || defined(RHEL)', 'of all releases', 'from 5.0 on'],
  ['!(defined(RHEL) || (LINUX_VERSION_CODE >> 16) >= 5)', 'before 5.0', 'of no release'],
  // What comes after the last that is known has some number below 20, too.
  [
    '(LINUX_VERSION_CODE & 0xffff) >= 0x1400 || (LINUX_VERSION_CODE >> 16) > 8',
    'from 4.20 to before 5.0 and from 8.20 on',
    'from 4.20 to before 5.0 and from 8.20 on',
  ],
  ['defined(LINUX_VERSION_CODE) && LINUX_VERSION_CODE < 0x41400', 'before 4.20', 'before 4.20'],
  ['!defined LINUX_VERSION_CODE || LINUX_VERSION_CODE < 0x41400', 'before 4.20', 'before 4.20'],
  // 4.14.999 is 4.17.231 where nothing clamps it, and 4.14.255 elsewhere.
  ['LINUX_VERSION_CODE <= KERNEL_VERSION(4,14,999)', 'before 4.17.232', 'before 4.15'],
  ['LINUX_VERSION_CODE / 0 > 1', 'of all releases', 'of no release'],
  ['__has_include(<linux/new.h>) || LINUX_VERSION_CODE >= 0x041400', 'of all releases', 'from 4.20 on'],
  ['LINUX_VERSION_CODE >= KERNEL_VERSION(4, 08, 0)', 'of all releases', 'of no release'],
  ['LINUX_VERSION_CODE & 1', 'of all releases', 'of no release'],
  ['LINUX_VERSION_CODE >= MY_VERSION', 'of all releases', 'of no release'],
  ['defined(CONFIG_GIZMO)', 'of all releases', 'of no release'],
  ['LINUX_VERSION_CODE >= KERNEL_VERSION(4,20,0', 'of all releases', 'of no release'],
])('%s', (condition, may, must) => expect(words(condition)).toEqual([may, must]));

it('agrees with the preprocessor, for each release and definition', () => {
  const atoms = [
    'LINUX_VERSION_CODE >= KERNEL_VERSION(4,17,0)',
    'LINUX_VERSION_CODE < 0x041400',
    'KERNEL_VERSION(5,1,0) > LINUX_VERSION_CODE',
    'LINUX_VERSION_CODE != KERNEL_VERSION(4,4,0)',
    'defined(HAVE_NEW)',
    'HAVE_NEW + 1',
    '! LINUX_VERSION_CODE >= 0x041400',
    'LINUX_VERSION_CODE < (KERNEL_VERSION(4,19,0) + 0400)',
  ];
  const computed = [
    '((LINUX_VERSION_CODE >> 8) & 0xff) >= 17',
    'LINUX_VERSION_CODE % 65536 + 5U / 2 >= 0x1402',
    '-LINUX_VERSION_CODE * 2 << 1 < -0x41100 * 4 ? LINUX_VERSION_CODE ^ 0x41400 : !(LINUX_VERSION_CODE >> 18)',
    '(LINUX_VERSION_CODE | 0xff) - 0x411ff || 1 / (LINUX_VERSION_CODE >= 0x41100)',
    '1 ? LINUX_VERSION_CODE - 0x41400 : 0U',
    '~LINUX_VERSION_CODE < -0x041301',
    'LINUX_VERSION_CODE - 0x041100U > 5',
  ];
  const plain = atoms.flatMap(a =>
    atoms.flatMap(b => [
      `${a} && ${b}`,
      `${a} || !(${b})`,
      `!(${a} || ${b}) && ${a}`,
      `(${a}) && (${b} || ${a})`,
      `${a} ? ${b} : !(${b})`,
      `(${a}) == (${b} || 0)`,
      `(${a}) | (${b}) & (${a})`,
    ]),
  );
  const both = computed.flatMap(a => [a, `!(${a}) || HAVE_NEW`, `${atoms[0]!} && (${a})`]);
  const conditions = [...plain, ...both];
  const releases = [
    codeOf(3, 10),
    codeOf(4, 4),
    codeOf(4, 17),
    codeOf(4, 19),
    codeOf(4, 20),
    codeOf(5, 1),
    codeOf(6, 12),
  ];
  const text = conditions.map((c, i) => `#if ${c}\n${i}\n#endif\n`).join('');
  for (const release of releases) {
    for (const flags of [[], ['-DHAVE_NEW=1']]) {
      const args = [
        '-E',
        '-P',
        '-DKERNEL_VERSION(a,b,c)=(((a)<<16)+((b)<<8)+(c))',
        `-DLINUX_VERSION_CODE=${release}`,
      ];
      const out = execFileSync('gcc', [...args, ...flags, '-xc', '-'], { input: text, encoding: 'utf8' });
      const holds = new Set(out.split('\n').filter(Boolean).map(Number));
      const only = [{ from: release, below: release + 1 }];
      const wrong = conditions.filter((condition, i) => {
        const { may, must } = releasesWhere(condition, holds.has(i));
        return !covers(may, only) || (intersection(must, only).length > 0 && !covers(may, only));
      });
      expect({ release, flags, wrong }).toEqual({ release, flags, wrong: [] });
      const overclaimed = conditions.filter((c, i) => !holds.has(i) && covers(releasesOf(c).must, only));
      expect({ release, flags, overclaimed }).toEqual({ release, flags, overclaimed: [] });
    }
  }
});

it('counts sets', () => {
  const a = [{ from: 10, below: 20 }];
  expect(complement(complement(a))).toEqual(a);
  expect(union(a, [{ from: 15, below: 30 }])).toEqual([{ from: 10, below: 30 }]);
  expect(intersection(complement(a), a)).toEqual([]);
  expect(codeOf(4, 14, 300)).toBe(codeOf(4, 14, 255));
});
