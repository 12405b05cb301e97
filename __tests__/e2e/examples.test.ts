import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { git, scratch } from '../tree/scratch.js';
import { bytesOf, faultline } from './bin.js';

// Each test starts processes, and the machine may be busy.
jest.setTimeout(300_000);

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));

/** The lines of a diff that change something. */
const changed = (diff: string) => diff.split('\n').filter(line => /^[+-](?![+-]{2} )/.test(line));

test('the example of the README gives what the README shows', () => {
  const [, , ...args] = packageJson.scripts.example.split(' ');
  const { code, out } = faultline(args);
  expect(code).toBe(0);
  expect(readFileSync('README.md', 'latin1')).toContain(`\`\`\`diff\n${out}\`\`\`\n`);
});

test('the patch of the README is what the command above it writes', () => {
  const out = join(scratch(), 'patches');
  const [command] = /faultline series examples\/gem-fault.*(?=`)/.exec(readFileSync('README.md', 'utf8'))!;
  const args = command
    .split(' ')
    .slice(1)
    .map(word => (word === 'patches' ? out : word));
  expect(faultline(args, { env: { GIT_AUTHOR_DATE: '2018-09-20T12:00:00+0530' } }).code).toBe(0);
  const [name] = readdirSync(out).filter(each => each.endsWith('.patch'));
  expect(readFileSync('README.md', 'latin1')).toContain(`\n\`\`\`\n${bytesOf(out, name!)}\`\`\`\n`);
});

test('mmap-loop: the line is broken and the words follow, as in the thread that began it', () => {
  const { out } = faultline(['diff', '--review', 'examples/mmap-loop']);
  expect(changed(out).map(line => line.replace(/\s+/g, ' '))).toEqual([
    '- if (vm_insert_page(vma, vma->vm_start + off, page))',
    '- WARN_ONCE(1, "vm_insert_page() failed");',
    '+ if (vmf_insert_page(vma, vma->vm_start + off, page)',
    '+ != VM_FAULT_NOPAGE)',
    '+ WARN_ONCE(1, "vmf_insert_page() failed");',
  ]);
  // A person has to agree with it.
  expect(faultline(['diff', 'examples/mmap-loop'])).toMatchObject({ code: 1, out: '' });
});

test('gem-fault: the fault handlers lose what mapped the errno', () => {
  const { code, out, err } = faultline(['diff', 'examples/gem-fault']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(changed(out).filter(line => line.startsWith('+'))).toEqual([
    '+static vm_fault_t widget_gem_fault(struct vm_fault *vmf)',
    '+\treturn vmf_insert_page(vma, vmf->address, obj->pages[index]);',
    '+static vm_fault_t widget_regs_fault(struct vm_fault *vmf)',
    '+\treturn vmf_insert_pfn(vmf->vma, vmf->address, wdev->regs_pfn);',
  ]);
});

describe.each(readdirSync('examples'))('%s', name => {
  test('git takes the diff, apply writes it, and then nothing is left', () => {
    const tree = scratch();
    cpSync(join('examples', name), tree, { recursive: true });
    git(tree, 'init', '-q');
    const { out } = faultline(['diff', '--review', tree]);
    const paths = [...out.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path]) => path!);
    expect(paths).not.toHaveLength(0);
    execFileSync('git', ['apply'], { cwd: tree, input: Buffer.from(out, 'latin1') });
    const byGit = paths.map(path => bytesOf(tree, path));
    for (const path of paths) cpSync(join('examples', name, path), join(tree, path));
    // What is refused stays for a person, before and after.
    const code = name === 'desk' ? 1 : 0;
    expect(faultline(['apply', '--review', '--force', tree]).code).toBe(code);
    expect(paths.map(path => bytesOf(tree, path))).toEqual(byGit);
    expect(faultline(['diff', '-q', '--review', tree])).toEqual({ code, out: '', err: '' });
  });
});

test('desk: one site of each kind, in a report that its screenshots in docs/ are made of', () => {
  const { code, out } = faultline(['scan', '--json', 'examples/desk']);
  expect(code).toBe(1);
  const { reasons, totals } = JSON.parse(out);
  expect(Object.values(totals).every(count => count !== 0)).toBe(true);
  expect(reasons.map(({ code: reason }: { code: string }) => reason)).toEqual(
    expect.arrayContaining([
      'in-fault-handler',
      'in-fault-handler-but',
      'outside-fault-handler',
      'wants-errno',
    ]),
  );
});
