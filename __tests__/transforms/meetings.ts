/** Small handlers, each with one place where a code and an integer may meet: all there is, and mixed by chance. */
import { type Random, randomOf } from '../oracle/rng.js';

/** A handler, and the line of it in which the two meet. */
export interface Meeting {
  readonly what: string;
  readonly text: string;
}

/** What has the type of codes in the end. */
const CODES: readonly string[] = [
  'ret',
  'filemap_fault(vmf)',
  'VM_FAULT_OOM',
  'sprocket_help(vmf)',
  'HELP(vmf)',
  'NO_MEMORY',
  'SAME(ret)',
  'g->last',
  'ret & VM_FAULT_ERROR',
  'ret | VM_FAULT_MAJOR',
  '~ret',
  'ret ?: VM_FAULT_NOPAGE',
];

/** Statements with a code in the place of `@`. */
const PLACES: readonly string[] = [
  'n = @;',
  'l = @;',
  'n += @;',
  'n |= @;',
  'n &= @;',
  'n ^= @;',
  'n = (@) + 1;',
  'n = 3 * (@);',
  'n = (@) << 2;',
  'n = -(@);',
  'n = n - (@);',
  'if ((@) < 0)\n\t\tn = 1;',
  'if (1 <= (@))\n\t\tn = 1;',
  'while (n < (@))\n\t\tn++;',
  'if ((@) == -ENOMEM)\n\t\tn = 1;',
  'if ((@) != 2)\n\t\tn = 1;',
  'if ((@) == sprocket_prepare(g))\n\t\tn = 1;',
  'if ((@) & 2)\n\t\tn = 1;',
  'if ((@) & ~0x10)\n\t\tn = 1;',
  'if ((@) & (1 << 2))\n\t\tn = 1;',
  'if ((@) & n)\n\t\tn = 1;',
  'if ((@) ^ g->pinned)\n\t\tn = 1;',
  'n = a[@];',
  'switch (@) {\n\tcase 4:\n\t\tn = 1;\n\t}',
  'switch (@) {\n\tcase VM_FAULT_OOM:\n\t\tn = 1;\n\t\tbreak;\n\tcase -EIO:\n\t\tn = 2;\n\t}',
  'WRITE_ONCE(n, @);',
  'WRITE_ONCE(g->last_error, @);',
  'n = (int)(@);',
  'l = (unsigned long)(@);',
  'sprocket_mark(g, (long)(@));',
  'sprocket_mark(g, @);',
  'sprocket_note(@);',
  'g->last_error = @;',
  'g->status |= @;',
  '*where = @;',
  'n = sprocket_busy(g) ? @ : 0;',
  'n = sprocket_busy(g) ? (@) : -EIO;',
  'sprocket_mark(g, sprocket_busy(g) ? (@) : 5);',
  'n = (sprocket_touch(g, 1), @);',
  'n = DOUBLE(@);',
  'n = max(@, 1);',
  'STORE(n, @);',
  'SPROCKET_MARK(g, @);',
  'kept = @;',
  'u8 few = @;\n\n\tn = few;',
  'struct pair p = { .code = @ };\n\n\tn = p.code;',
  'int of[] = { 0, @ };\n\n\tn = of[1];',
  // No integer: nothing to say.
  'if (@)\n\t\tn = 1;',
  'if (!(@) || (@) == VM_FAULT_RETRY)\n\t\tn = 1;',
  'n = (@) ? 1 : 0;',
  'n = (@) != 0;',
  'pr_err("%x\\n", @);',
  'b = @;',
  'switch (@) {\n\tcase 0:\n\tcase VM_FAULT_OOM:\n\t\tn = 1;\n\t}',
  'if (WARN_ON((@) & VM_FAULT_OOM))\n\t\tn = 1;',
  'n = (__force int)(@);',
];

/** Statements that give an integer to what holds codes. */
const GIVEN: readonly string[] = [
  'ret |= n;',
  'ret &= 3;',
  'ret = sprocket_count(g) | VM_FAULT_OOM;',
  'ret += 1;',
  'ret++;',
  'ret <<= 1;',
  'ret ^= sprocket_nr_pages(g);',
  'ret = sprocket_count(g);\n\tret |= VM_FAULT_OOM;',
  'g->last = sprocket_count(g);',
  'g->last = n;',
  'g->last = -EIO;',
  'g->last = n + 1;',
  'sprocket_take(sprocket_count(g));',
  'sprocket_take(-EIO);',
  'sprocket_take(n);',
];

const ABOVE = `#define HELP(v) sprocket_help(v)
#define NO_MEMORY VM_FAULT_OOM
#define SAME(c) (c)
#define DOUBLE(c) ((c) * 2)
#define STORE(to, what) do { (to) = (what); } while (0)
#define SPROCKET_MARK(g, what) sprocket_mark(g, what)

struct sprocket {
	vm_fault_t last;
	int last_error;
	long status;
	int pinned;
};

struct pair {
	int code;
};

void sprocket_mark(struct sprocket *g, int what);
int sprocket_prepare(struct sprocket *g);
bool sprocket_busy(struct sprocket *g);
void sprocket_touch(struct sprocket *g, int index);
int sprocket_nr_pages(struct sprocket *g);
static int kept;

static int sprocket_help(struct vm_fault *vmf)
{
	return vmf->page ? VM_FAULT_OOM : 0;
}

static int sprocket_count(struct sprocket *g)
{
	return g->pinned * 2;
}

static void sprocket_note(int what)
{
	kept += what;
}

static void sprocket_take(vm_fault_t code)
{
	kept = code & VM_FAULT_OOM ? 1 : 0;
}

`;

/** A driver with one handler, in which a statement stands. */
function handler(what: string): Meeting {
  const text = `${ABOVE}static int sprocket_fault(struct vm_fault *vmf)
{
	struct sprocket *g = vmf->vma->vm_private_data;
	int *where = vmf->vma->vm_private_data;
	int n = 0, a[64] = { 0 };
	int ret = filemap_fault(vmf);
	long l = 0;
	bool b = false;

	${what}
	sprocket_touch(g, n + l + b + a[0] + *where);
	sprocket_note(sprocket_count(g));
	sprocket_take(VM_FAULT_OOM);
	return ret | sprocket_help(vmf);
}

static const struct vm_operations_struct sprocket_ops = {
	.fault = sprocket_fault,
};
`;
  return { what, text };
}

/** Each place with so many codes in it, one after the other, by turns; and all that is given to what holds codes. */
export function meetings(each: number): readonly Meeting[] {
  const all = PLACES.flatMap((place, at) =>
    Array.from({ length: each }, (_, n) => place.replaceAll('@', CODES[(at * 5 + n) % CODES.length]!)),
  );
  return [...all, ...GIVEN].map(handler);
}

/** Meetings in which codes are made of others by chance. */
export function madeUp(count: number, seed: number): readonly Meeting[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () =>
    handler(random.pick(PLACES).replaceAll('@', codeFrom(random, 3))),
  );
}

function codeFrom(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.2)) return random.pick(CODES);
  const inner = () => codeFrom(random, depth - 1);
  const made = [
    () => `(${inner()}) | (${inner()})`,
    () => `(${inner()}) & ~(${inner()})`,
    () => `(sprocket_busy(g) ? (${inner()}) : (${inner()}))`,
    () => `(sprocket_touch(g, 2), ${inner()})`,
    () => `SAME(${inner()})`,
    () => `(ret = ${inner()})`,
  ];
  return random.pick(made)();
}
