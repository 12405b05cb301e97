/** Members and typedefs of drivers' own that hold functions which return codes: all change together, or nothing. */
import { transforms } from '../../transforms/index.js';
import { check, refuses, runOn, textsAfter } from '../check.js';

const HEADER = (type: string, more = '') => `struct gizmo;
struct gizmo_chip {
	const char *name;
	${type} (*map)(struct vm_fault *vmf);
${more}};
`;
const ONE = (type: string) =>
  `static ${type} gizmo_one(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_NOPAGE;\n}\n\n`;
const TWO = (type: string) =>
  `static ${type} gizmo_two(struct vm_fault *vmf)\n{\n\treturn VM_FAULT_SIGBUS;\n}\n\n`;
const TABLE = 'static const struct gizmo_chip one = {\n\t.map = gizmo_one,\n};\n\n';
const tree = (header: string, text: string) =>
  `// file: drivers/gizmo/gizmo.h\n${header}// file: drivers/gizmo/gizmo.c\n#include "gizmo.h"\n\n${text}`;

/** Whether a function is refused for the member, or the typedef, that holds it. */
const stays = async (header: string, text: string, why: RegExp, also: readonly string[] = []) => {
  const result = await refuses(transforms, tree(header, text), 'cannot-be-typed', { also });
  expect(result.ledger.verdicts.find(({ kind }) => kind === 'refuse')!.message).toMatch(why);
};

describe('a member that holds nothing but functions which return codes', () => {
  const CALLER = (type: string) =>
    `static ${type} gizmo_fault(struct vm_fault *vmf)\n{\n\tconst struct gizmo_chip *chip = &one;\n\t${type} ret = chip->map(vmf);\n\n\treturn ret;\n}\n\nstatic const struct vm_operations_struct ops = {\n\t.fault = gizmo_fault,\n};\n`;

  it('changes with them and with those who call through it, as one change', async () => {
    const text = (type: string) => tree(HEADER(type), ONE(type) + TABLE + CALLER(type));
    const result = await check(transforms, text('int'), text('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
  });

  it('takes along a function stored there that returns nothing but zero', async () => {
    const zero = (type: string) =>
      `static ${type} gizmo_zero(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n\nstatic const struct gizmo_chip zero = { "zero", gizmo_zero };\n`;
    const text = (type: string) => tree(HEADER(type), ONE(type) + TABLE + zero(type));
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it('changes where it is filled by an assignment, or declared by a typedef, with all that the typedef declares', async () => {
    const text = (type: string) =>
      tree(
        `typedef ${type} (*gizmo_fn)(struct vm_fault *vmf);\n\nstruct gizmo_chip {\n\tgizmo_fn map;\n\tgizmo_fn remap;\n};\n`,
        `${ONE(type)}${TWO(type)}void gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = gizmo_one;\n\tchip->remap = gizmo_two;\n}\n`,
      );
    await check(transforms, text('int'), text('vm_fault_t'));
  });
});

describe('a typedef of pointers to functions with an integer of two words', () => {
  it('changes, and is not taken for one of the name int where functions are called', async () => {
    const text = (type: string, pointer: string) =>
      tree(
        `typedef ${pointer} (*gizmo_fn)(struct vm_fault *vmf);\n\nstruct gizmo_chip {\n\tgizmo_fn map;\n};\n`,
        `int gizmo_two(struct vm_fault *vmf);\n${ONE(pointer)}${TWO(type).replace('static ', '')}static ${type} gizmo_fault(struct vm_fault *vmf)\n{\n\tstruct gizmo_chip *chip = vmf->vma->vm_private_data;\n\t${type} ret = gizmo_two(vmf);\n\n\tif (ret)\n\t\treturn ret;\n\treturn chip->map(vmf);\n}\n\nvoid gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = gizmo_one;\n}\n\nconst struct vm_operations_struct ops = {\n\t.fault = gizmo_fault,\n};\n`,
      ).replace('int gizmo_two(', `${type} gizmo_two(`);
    await check(transforms, text('int', 'unsigned int'), text('vm_fault_t', 'vm_fault_t'));
  });
});

describe('a member of several elements', () => {
  it('holds its functions back where they are filled, and not where one is read', async () => {
    const header =
      'struct gizmo_chip {\n\tconst char *name;\n\tint (*map[2])(struct vm_fault *vmf);\n};\n\nint gizmo_call(struct gizmo_chip *chip, struct vm_fault *vmf)\n{\n\treturn chip->map[0](vmf);\n}\n';
    const table = 'static const struct gizmo_chip one = {\n\t.map = { gizmo_one, gizmo_one },\n};\n';
    const why =
      /stored in \.map of struct gizmo_chip .*which has several elements, which are filled at \S+gizmo\.c:9/;
    await stays(header, ONE('int') + table, why);
  });
});

describe('what is declared together with something else', () => {
  it.each([
    ['a number', '\tint (*map)(struct vm_fault *vmf), count;\n'],
    ['a pointer to other functions', '\tint (*map)(struct vm_fault *vmf), (*other)(long *which);\n'],
  ])('stays: a member with %s', async (_, members) => {
    await stays(
      `struct gizmo_chip {\n\tconst char *name;\n${members}};\n`,
      ONE('int') + TABLE,
      /\.map of struct gizmo_chip/,
    );
  });

  it('stays: a typedef with another one', async () => {
    const header =
      'typedef int (*gizmo_fn)(struct vm_fault *vmf), (*gizmo_other)(long *which);\n\nstruct gizmo_chip {\n\tconst char *name;\n\tgizmo_fn map;\n};\n';
    await stays(header, ONE('int') + TABLE, /declared in a way/);
  });
});

describe('a declaration whose type cannot be read', () => {
  it.each([
    ['behind a macro with arguments', 'int __gizmo_like(1, 2)\ngizmo_one(struct vm_fault *vmf);\n\n', 'int'],
    [
      'in the body of a function',
      'int user(struct vm_fault *vmf)\n{\n\textern int gizmo_one(struct vm_fault *vmf);\n\n\treturn !gizmo_one(vmf);\n}\n\n',
      'int',
    ],
  ])('holds the function back: %s', async (_, declaration, type) => {
    const text = `${declaration}${ONE(type).replace('static ', '')}`;
    await refuses(transforms, tree(HEADER('int'), text), 'cannot-be-typed');
  });
});

describe('a typedef of functions', () => {
  const FN = (type: string) => `typedef ${type} gizmo_fn(struct vm_fault *vmf);\n`;
  const SLOT = (name: string) =>
    `\nstatic const struct vm_operations_struct ops = {\n\t.fault = ${name},\n};\n`;

  it('changes with the function that it declares', async () => {
    const text = (type: string) =>
      `// file: drivers/gizmo/gizmo.c\n${FN(type)}static gizmo_fn gizmo_one;\n\n${ONE(type)}${SLOT('gizmo_one')}`;
    const result = await check(transforms, text('int'), text('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
  });

  it('changes with all functions that it declares, and with members that point to such', async () => {
    const text = (type: string) =>
      tree(
        `${FN(type)}extern gizmo_fn gizmo_global;\nstruct gizmo_chip {\n\tgizmo_fn *map;\n\tgizmo_fn *remap;\n};\n`,
        `static gizmo_fn gizmo_one, gizmo_two;\n\n${ONE(type)}${TWO(type)}${type} gizmo_global(struct vm_fault *vmf)\n{\n\treturn 0;\n}\n\n${TABLE}static ${type} gizmo_fault(struct vm_fault *vmf)\n{\n\t${type} ret = one.map(vmf);\n\n\treturn ret;\n}\n${SLOT('gizmo_fault')}`,
      );
    const result = await check(transforms, text('int'), text('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
  });

  it.each([
    [
      'declares a function of errnos too',
      'static gizmo_fn gizmo_one, gizmo_count;\n\nstatic int gizmo_count(struct vm_fault *vmf)\n{\n\treturn -EINVAL;\n}\n\n',
      /it is declared by the type gizmo_fn at drivers\/gizmo\/gizmo\.c:\d+, which declares gizmo_count\(\) too, which returns no code/,
    ],
    [
      'declares a function that is nowhere in the tree',
      'static gizmo_fn gizmo_one;\nextern gizmo_fn gizmo_gone;\n\n',
      /the type gizmo_fn at .*, which shares the type gizmo_fn with what is declared at/,
    ],
    [
      'is the type of a parameter',
      'static gizmo_fn gizmo_one;\n\nvoid gizmo_add(gizmo_fn *fn)\n{\n}\n\n',
      /the type gizmo_fn at .*, which shares the type gizmo_fn with what is declared at/,
    ],
    [
      'declares a member that holds a function of errnos',
      'static gizmo_fn gizmo_one;\nstruct gizmo_chip {\n\tgizmo_fn *map;\n};\n\nstatic int gizmo_count(struct vm_fault *vmf)\n{\n\treturn -EINVAL;\n}\n\nstatic const struct gizmo_chip chip = {\n\t.map = gizmo_count,\n};\n\n',
      /holds gizmo_count\(\) too, which returns no code/,
    ],
  ])('stays where it %s', (_, above, why) =>
    stays(FN('int'), `${above}${ONE('int')}${SLOT('gizmo_one')}`, why),
  );
});

it('a member is looked at through which a handler returns what it does', async () => {
  const text = (type: string) => `// file: drivers/gizmo/gizmo.h
struct gizmo {
	const struct vm_operations_struct *base;
	${type} (*map)(struct gizmo *g, void *data);
};
// file: drivers/gizmo/map.c
#include "gizmo.h"

static ${type} gizmo_map(struct gizmo *g, void *data)
{
	return g->base->fault(data);
}

void gizmo_init(struct gizmo *g)
{
	g->map = gizmo_map;
}

void gizmo_exit(struct gizmo *g)
{
	g->map = NULL;
}
// file: drivers/gizmo/gizmo.c
#include "gizmo.h"

static ${type} gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;

	return g->map(g, vmf);
}

static const struct vm_operations_struct ops = {
	.fault = gizmo_fault,
};
`;
  await check(transforms, text('int'), text('vm_fault_t'));
});

describe('a member that keeps the handler of a slot', () => {
  const wrap = (
    type: string,
    value = 'area->vm_ops->fault',
    use = 'return ret | VM_FAULT_MAJOR;',
    more = '',
  ) =>
    tree(
      `struct gizmo {\n\t${type} (*old)(struct vm_fault *vmf);\n};\n`,
      `static ${type} gizmo_fault(struct vm_fault *vmf)\n{\n\tstruct gizmo *g = vmf->vma->vm_private_data;\n\t${type} ret = g->old(vmf);\n\n\t${use}\n}\n\nstatic struct vm_operations_struct ops;\n\nvoid gizmo_wrap(struct gizmo *g, struct vm_area_struct *area)\n{\n\tg->old = ${value};\n\tops.fault = gizmo_fault;\n}\n${more}`,
    );

  it('changes with those who call through it, as one change', async () => {
    const result = await check(transforms, wrap('int'), wrap('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
  });

  it('changes where functions of the tree are stored there too', async () => {
    const text = (type: string) =>
      wrap(
        type,
        'area->vm_ops->fault',
        'return ret | VM_FAULT_MAJOR;',
        `\n${ONE(type)}void gizmo_init(struct gizmo *g)\n{\n\tg->old = gizmo_one;\n}\n`,
      );
    await check(transforms, text('int'), text('vm_fault_t'));
  });

  it.each([
    ['it is given the function of another slot', 'area->vm_ops->access', undefined],
    ['it is given what cannot be told', 'gizmo_find(area)->fault', undefined],
    ['it is given one of two', 'area ? area->vm_ops->fault : NULL', undefined],
    ['one who calls through it cannot change', 'area->vm_ops->fault', 'FAIL(ret);'],
  ])('stays, and holds the handler back, where %s', async (_, value, use) => {
    const macro = use && '#define FAIL(p) do { if (!p) ret = -ENOMEM; return ret; } while (0)\n\n';
    const text = wrap('int', value, use);
    await refuses(
      transforms,
      macro === undefined ? text : text.replace('\n\nstatic int', `\n\n${macro}static int`),
      'cannot-be-typed',
    );
  });
});

describe('a static variable that keeps the handler of a slot', () => {
  const wrap = (type: string, value = 'area->vm_ops->fault', call = 'gizmo_old(vmf)', more = '') =>
    `static ${type} (*gizmo_old)(struct vm_fault *vmf);\nstatic struct vm_operations_struct ops;\n\nstatic ${type} gizmo_fault(struct vm_fault *vmf)\n{\n\tif (!gizmo_old)\n\t\treturn VM_FAULT_SIGBUS;\n\treturn ${call};\n}\n\nvoid gizmo_wrap(struct vm_area_struct *area)\n{\n\tgizmo_old = ${value};\n\tops.fault = gizmo_fault;\n}\n\nvoid gizmo_exit(void)\n{\n\tgizmo_old = NULL;\n}\n${more}`;

  it.each(['gizmo_old(vmf)', '(*gizmo_old)(vmf)'])('changes with who calls %s, as one change', async call => {
    const text = (type: string) => wrap(type, 'area->vm_ops->fault', call);
    const result = await check(transforms, text('int'), text('vm_fault_t'));
    expect(result.ledger.changes).toHaveLength(1);
  });

  it.each([
    ['it is given the function of another slot', 'area->vm_ops->access', ''],
    ['it is given something else', 'gizmo_find(area)', ''],
    ['it is given a function of the tree', 'gizmo_other', ''],
    ['its value goes on', 'area->vm_ops->fault', 'gizmo_register(gizmo_old);'],
    ['its address goes on', 'area->vm_ops->fault', 'gizmo_register(&gizmo_old);'],
    [
      'another one is called like it',
      'area->vm_ops->fault',
      'int (*gizmo_old)(struct vm_fault *vmf) = gizmo_find();',
    ],
  ])('stays, and holds the handler back, where %s', async (_, value, line) => {
    const more = line && `\nvoid gizmo_more(void)\n{\n\t${line}\n}\n`;
    await refuses(transforms, wrap('int', value, 'gizmo_old(vmf)', more), 'cannot-be-typed');
  });

  it('stays where a macro names it', async () => {
    const define = '#define GIZMO_CALL(vmf) gizmo_old(vmf)\n';
    await refuses(transforms, define + wrap('int'), 'cannot-be-typed');
  });

  it('stays where other files see it', async () => {
    await refuses(transforms, wrap('int').replace('static int (*', 'int (*'), 'cannot-be-typed');
  });
});

describe('a function whose address goes elsewhere keeps its type', () => {
  it('since another function is stored there that returns an errno', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}${TABLE}static int gizmo_other(struct vm_fault *vmf)\n{\n\treturn -EINVAL;\n}\n\nstatic const struct gizmo_chip other = {\n\t.map = gizmo_other,\n};\n`,
      /it is stored in \.map of struct gizmo_chip at drivers\/gizmo\/gizmo\.c:9, which holds gizmo_other\(\) too/,
    ));

  it('since something is stored there that is no function of the tree', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}${TABLE}void gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = gizmo_find("map");\n}\n`,
      /\.map of struct gizmo_chip .*which is given something that is more than the name of a function/,
    ));

  it('since one of two values that are stored there is no function of the tree', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}${TABLE}void gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = chip ? gizmo_one : chip->old;\n}\n`,
      /\.map of struct gizmo_chip .*which is given something that is more than the name of a function/,
    ));

  it('since a name is stored there that no function of the tree has', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}${TABLE}void gizmo_init(struct gizmo_chip *chip)\n{\n\tchip->map = gizmo_elsewhere;\n}\n`,
      /\.map of struct gizmo_chip .*which is given gizmo_elsewhere, which is no function of the tree/,
    ));

  it('since the member is read as a value', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}${TABLE}void gizmo_init(struct gizmo_chip *chip)\n{\n\tgizmo_register(chip->map);\n}\n`,
      /\.map of struct gizmo_chip .*which is passed to gizmo_register/,
    ));

  it('since it is passed on', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}void gizmo_init(void)\n{\n\tgizmo_register(gizmo_one);\n}\n`,
      /it is passed to gizmo_register at drivers\/gizmo\/gizmo\.c:10/,
    ));

  it('since it is called through a variable', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}void gizmo_init(struct vm_fault *vmf)\n{\n\tint (*fn)(struct vm_fault *vmf) = gizmo_one;\n\n\tfn(vmf);\n}\n`,
      /it is called through a variable/,
      ['kept-in-int'],
    ));

  it('since it is in a slot too where an errno is expected', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}static const struct file_operations fops = {\n\t.mmap = gizmo_one,\n};\n`,
      /it is stored in \.mmap of struct file_operations/,
    ));

  it('since the struct is not known', () =>
    stays(
      HEADER('int'),
      `${ONE('int')}static struct widget_ops ops = {\n\t.map = gizmo_one,\n};\n`,
      /it is stored in/,
    ));

  it('since a variable has the type of the typedef', () =>
    stays(
      'typedef int (*gizmo_fn)(struct vm_fault *vmf);\n\nstruct gizmo_chip {\n\tgizmo_fn map;\n};\n',
      `${ONE('int')}${TABLE}void gizmo_add(gizmo_fn fn)\n{\n}\n`,
      /shares the type gizmo_fn with what is declared at drivers\/gizmo\/gizmo\.c/,
    ));
});

it('is not confused by a call with other arguments through what is not known', async () => {
  const other = 'void gizmo_other(void)\n{\n\tgizmo_find()->map(1, 2);\n}\n';
  const text = (type: string) => tree(HEADER(type), ONE(type) + TABLE + other);
  await check(transforms, text('int'), text('vm_fault_t'));
});

it('keeps structs of one tag in two drivers apart', async () => {
  const text = (type: string) =>
    `${tree(HEADER(type), ONE(type) + TABLE)}// file: drivers/widget/widget.c
${HEADER('int')}
static int widget_map(struct vm_fault *vmf)
{
	return -EINVAL;
}

static const struct gizmo_chip two = {
	.map = widget_map,
};
`;
  const result = await runOn(transforms, text('int'));
  expect(Object.keys(textsAfter(result)).sort()).toEqual(['drivers/gizmo/gizmo.c', 'drivers/gizmo/gizmo.h']);
});
