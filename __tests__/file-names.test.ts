import * as fc from 'fast-check';
import { namesToBytes } from '../src/file-names.js';
import { leftIn } from '../src/series/cover.js';
import { decodeUtf8, encodeUtf8, printable } from '../src/unicode.js';
import { transforms } from '../transforms/index.js';
import { found, MM_H } from './check/trees.js';
import { runOn } from './check.js';

const bytes = (text: string) => encodeUtf8(text).toString('latin1');

test('names of files become bytes, the longest first, and all else stays', () => {
  const said = namesToBytes(['a.c', 'ö.c', 'gr\u00f6\u00dfe/ö.c', 'gr\udcf6.c', 'a (ü)+.c']);
  expect(said('a.c')).toBe('a.c');
  expect(said(`the comment says ${bytes('größer')} at größe/ö.c:5, ö.c:7 and a (ü)+.c:1`)).toBe(
    bytes('the comment says größer at größe/ö.c:5, ö.c:7 and a (ü)+.c:1'),
  );
  expect(decodeUtf8(said('gr\udcf6.c:1'))).toBe('gr\udcf6.c:1');
});

test('a sentence of bytes that names any files decodes to what it says', () => {
  const name = fc.stringMatching(/^[a-zäöß漢/().+-]{1,8}$/u).map(text => `${text}.c`);
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.nat(), (names, at) => {
      const path = names[at % names.length]!;
      expect(decodeUtf8(namesToBytes(names)(`it is at ${path}:5: ${bytes('größer')}`))).toBe(
        `it is at ${path}:5: größer`,
      );
    }),
  );
});

const PATH = 'drivers/größe/gizmö.c';
const DRIVER = bytes(`#include <linux/mm.h>

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* faultline-ignore größer */
	return vm_insert_page(vma, vma->vm_start, gizmo_page(vma));
}

static int gizmo_write(struct file *file, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, gizmo_page(vma));
}

static int gizmo_fault(struct vm_fault *vmf)
{
	return vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf->vma)) ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap, .write = gizmo_write };
static const struct vm_operations_struct gizmo_ops = { .fault = gizmo_fault };
`);
const LISTED = `// file: include/linux/mm.h\n${MM_H}// file: ${PATH}\n${DRIVER}`;
const TREE = { 'include/linux/mm.h': MM_H, [PATH]: DRIVER };

test('the ledger, its changes and the mail name a file as it is called', async () => {
  const { ledger } = await runOn(transforms, LISTED, { review: true });
  const said = ledger.verdicts.map(({ message }) => printable(decodeUtf8(message)));
  expect(said).toContain(`the source says to leave it, at ${PATH}:5: größer`);
  expect(said.filter(text => text.includes(`(${PATH}:`))).not.toEqual([]);
  expect(said.filter(text => /\\x/.test(text))).toEqual([]);
  expect(ledger.changes.map(({ id }) => id)).toEqual([`${PATH}:gizmo_fault`]);
  const mail = leftIn({ files: [{ path: PATH, before: '', after: '' }] }, ledger, true).join('\n');
  expect(mail).toContain(`    ${PATH}:6\n`);
  expect(mail).not.toContain('\\x');
});

test('a check does', async () => {
  const { notes, findings } = await found({
    ...TREE,
    [PATH]: DRIVER.replace('(struct vm_fault *vmf)\n{\n', `$&	/* faultline-ignore ${bytes('größer')} */\n`),
  });
  expect(findings.map(({ path }) => path)).toEqual([PATH]);
  expect(notes.map(decodeUtf8)).toEqual([
    `${PATH}:17: errno-under-fault is left, as the source says: größer`,
  ]);
});
