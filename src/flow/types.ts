/** Integer types as far as they decide what an assignment or a comparison does. */

/**
 * What is known of a type. `long` and `ulong` have 32 or 64 bits, `code` is the new API's own type: 32 bits of either
 * sign. `opaque` is everything that is not known: members, results of calls, unknown names.
 */
export type TypeClass =
  | 'bool'
  | 'i8'
  | 'u8'
  | 'i16'
  | 'u16'
  | 'i32'
  | 'u32'
  | 'long'
  | 'ulong'
  | 'i64'
  | 'u64'
  | 'code'
  | 'pointer'
  | 'opaque';

export interface Range {
  readonly low: number;
  readonly high: number;
}

const bits = (n: number, signed: boolean): Range =>
  signed ? { low: -(2 ** (n - 1)), high: 2 ** (n - 1) - 1 } : { low: 0, high: 2 ** n - 1 };

export const INT: Range = bits(32, true);
export const TRUTH: Range = { low: 0, high: 1 };
export const ANY: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Every value of these types is a number in the range; the others' values are not told apart by their order. */
const RANGES: Readonly<Partial<Record<TypeClass, Range>>> = {
  bool: TRUTH,
  i8: bits(8, true),
  u8: bits(8, false),
  i16: bits(16, true),
  u16: bits(16, false),
  i32: INT,
  u32: bits(32, false),
};

/** Borders of the ranges above, among the values worth trying. */
export const BORDERS: readonly number[] = [...new Set(Object.values(RANGES).flatMap(r => [r.low, r.high]))];

/** The values that a symbol of a type can have. */
export function rangeOf(type: TypeClass): Range {
  if (type === 'code') return INT;
  return RANGES[type] ?? ANY;
}

/** The values that every version of a type can hold. */
function held(type: TypeClass): Range {
  switch (type) {
    case 'long':
      return INT;
    case 'ulong':
    case 'u64':
      return { low: 0, high: 2 ** 32 - 1 };
    case 'code':
      return { low: 0, high: INT.high };
    case 'opaque':
      return { low: 0, high: 127 };
    case 'i64':
      return { low: -(2 ** 53), high: 2 ** 53 };
    case 'pointer':
      return ANY;
    default:
      return RANGES[type]!;
  }
}

/** Whether a type keeps of a value only whether it is 0. */
export function isTruthType(type: string, pointers = 0): boolean {
  return typeOf(type, pointers) === 'bool';
}

/** Whether values of a range keep their number when they are stored in a type. */
export function holdsAll(type: TypeClass, { low, high }: Range): boolean {
  const range = held(type);
  return range.low <= low && high <= range.high;
}

/** Types of one size, between which values go back and forth without loss. */
const SIZES: readonly ReadonlySet<TypeClass>[] = [
  new Set(['i32', 'code']),
  new Set(['long', 'ulong', 'pointer']),
  new Set(['i64', 'u64']),
];

/** Whether a value that goes from one type to another may keep its name. What a pointer is given is a pointer. */
export function isSameSize(from: TypeClass, to: TypeClass): boolean {
  return from === to || (from === 'opaque' && to === 'pointer') || SIZES.some(s => s.has(from) && s.has(to));
}

/**
 * Whether a type of which nothing is known leaves less of a value of another such type: a `char`, a `float`, or what
 * somebody casts to on purpose. What is kept in a variable is mostly of its type already.
 */
export function mayLose(text: string, isCast: boolean): boolean {
  return /\b(?:char|float|double)\b/.test(text) || (isCast && !/\b(?:struct|union)\b/.test(text));
}

/** Whether a type is as wide as a pointer, whatever that is. */
export const isWord = (type: TypeClass): boolean => /^(long|ulong|pointer)$/.test(type);

const NAMED: Readonly<Record<string, TypeClass>> = {
  bool: 'bool',
  _Bool: 'bool',
  s8: 'i8',
  __s8: 'i8',
  int8_t: 'i8',
  u8: 'u8',
  __u8: 'u8',
  uint8_t: 'u8',
  s16: 'i16',
  __s16: 'i16',
  int16_t: 'i16',
  u16: 'u16',
  __u16: 'u16',
  uint16_t: 'u16',
  ushort: 'u16',
  umode_t: 'u16',
  s32: 'i32',
  __s32: 'i32',
  int32_t: 'i32',
  pid_t: 'i32',
  u32: 'u32',
  __u32: 'u32',
  uint32_t: 'u32',
  uint: 'u32',
  gfp_t: 'u32',
  s64: 'i64',
  __s64: 'i64',
  int64_t: 'i64',
  loff_t: 'i64',
  u64: 'u64',
  __u64: 'u64',
  uint64_t: 'u64',
  ssize_t: 'long',
  ptrdiff_t: 'long',
  intptr_t: 'long',
  size_t: 'ulong',
  ulong: 'ulong',
  pgoff_t: 'ulong',
  uintptr_t: 'ulong',
};

const QUALIFIERS: ReadonlySet<string> = new Set([
  'const',
  'volatile',
  'register',
  'static',
  'extern',
  'auto',
  'inline',
  '__inline',
  '__always_inline',
  '__maybe_unused',
  '__user',
  '__iomem',
  '__force',
  '__rcu',
  '__percpu',
  'noinline',
]);

/** Reads declaration specifiers: `static const unsigned int`. Stars in the text count as pointers too. */
export function typeOf(specifiers: string, pointers: number, codeType?: string | CodeType): TypeClass {
  if (pointers > 0 || specifiers.includes('*')) return 'pointer';
  const words = specifiers.split(/\s+/).filter(w => w !== '' && !QUALIFIERS.has(w));
  const [only] = words;
  if (words.length === 1 && only !== undefined) {
    if (typeof codeType === 'object' ? only === codeType.name : only === codeType)
      return typeof codeType === 'object' ? codeType.is : 'code';
    const named = NAMED[only];
    if (named) return named;
  }
  if (!words.every(w => /^(unsigned|signed|__signed__|int|long|short|char)$/.test(w))) return 'opaque';
  return plainType(words);
}

function plainType(words: readonly string[]): TypeClass {
  const has = (w: string) => words.includes(w);
  const unsigned = has('unsigned');
  if (has('char')) return unsigned ? 'u8' : words.length > 1 ? 'i8' : 'opaque';
  if (has('short')) return unsigned ? 'u16' : 'i16';
  const longs = words.filter(w => w === 'long').length;
  if (longs > 1) return unsigned ? 'u64' : 'i64';
  if (longs === 1) return unsigned ? 'ulong' : 'long';
  if (words.length === 0) return 'opaque';
  return unsigned ? 'u32' : 'i32';
}

/** How a function's own text reads types: that of codes is a plain int where it holds old values. */
export function codeTypeIn(
  { codeType, misread }: { readonly codeType?: string | undefined; readonly misread?: true },
  { rewritten }: { readonly rewritten?: boolean | undefined },
): CodeType | undefined {
  return codeType === undefined ? undefined : { name: codeType, is: misread && !rewritten ? 'i32' : 'code' };
}

/** The name of the type of codes, and what it is. */
export interface CodeType {
  readonly name: string;
  readonly is: 'code' | 'i32';
}

/** What a narrow type becomes in an expression. */
export function promoted(type: TypeClass): TypeClass {
  return /^(bool|[iu]8|[iu]16)$/.test(type) ? 'i32' : type;
}

const RANK: readonly TypeClass[] = ['i32', 'code', 'u32', 'long', 'ulong', 'i64', 'u64'];

/** The type of `a + b` and the like. */
export function common(a: TypeClass, b: TypeClass): TypeClass {
  const [x, y] = [promoted(a), promoted(b)];
  if (x === y) return x;
  if (x === 'pointer' || y === 'pointer') return 'pointer';
  if (x === 'opaque' || y === 'opaque') return 'opaque';
  // On machines where long has 32 bits, unsigned int wins over it: what comes out is not known.
  if ((x === 'u32' && y === 'long') || (x === 'long' && y === 'u32')) return 'opaque';
  return RANK.indexOf(x) > RANK.indexOf(y) ? x : y;
}

/** Whether numbers of both signs compare in this type as numbers do. */
export function isSigned(type: TypeClass): boolean {
  return /^(bool|[iu](8|16)|i32|i64|long)$/.test(type);
}

/** What storing a number in a type leaves of it; undefined where that is not the same everywhere. */
export function storeNumber(n: number, type: TypeClass): number | undefined {
  if (type === 'bool') return n === 0 ? 0 : 1;
  if (holdsAll(type, { low: n, high: n })) return n;
  const width = /^[iu](8|16|32)$/.exec(type)?.[1];
  if (width === undefined || !Number.isSafeInteger(n)) return undefined;
  const size = 2 ** Number(width);
  const rest = ((n % size) + size) % size;
  return type.startsWith('u') || rest < size / 2 ? rest : rest - size;
}
