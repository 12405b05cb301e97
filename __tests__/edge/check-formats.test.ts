import { readFileSync } from 'node:fs';
import { checkMessages } from '../../src/edge/formats/check-coccicheck.js';
import { checkGithub } from '../../src/edge/formats/check-github.js';
import { checkJson, checkNdjson } from '../../src/edge/formats/check-json.js';
import type { CheckReport } from '../../src/edge/formats/check-report.js';
import { checkSarif } from '../../src/edge/formats/check-sarif.js';
import { checkText } from '../../src/edge/formats/check-text.js';
import { coccicheckOrg, coccicheckReport } from '../../src/edge/formats/coccicheck.js';
import { paintFor } from '../../src/edge/paint.js';
import { transforms } from '../../transforms/index.js';
import { DRIVER, found, LINKED, WRONG } from '../check/trees.js';
import { sarifViolations, violations } from './schema.js';

const NAMED = 'drivers/gi zmo,1/\u00fc%a:b.c';

async function reportOf(
  files: Readonly<Record<string, string>>,
  more: Partial<CheckReport> = {},
): Promise<CheckReport> {
  return { ...(await found(files)), transforms: ['a', 'b'], since: undefined, known: 0, prefix: '', ...more };
}

const linked = (more?: Partial<CheckReport>) => reportOf({ ...DRIVER, 'drivers/gizmo/drv.c': LINKED }, more);
/** A call behind a tab and a character of two bytes, in a file with a name that every format escapes. */
const odd = () => reportOf({ [NAMED]: WRONG.replace('\tint err', '\t/* \xc3\xbc\x1b */ int err') });

describe('text', () => {
  it('is what a compiler prints', async () => {
    expect(checkText(await linked(), paintFor(false))).toBe(
      `drivers/gizmo/gem.c:5:9: error: vm_insert_page() returns an errno, but gizmo_insert() runs under a page fault: call vmf_insert_page() [errno-under-fault]
    5 |	return vm_insert_page(vma, vma->vm_start, page);
      |	       ^~~~~~~~~~~~~~
drivers/gizmo/drv.c:11: note: gizmo_fault_ops.fault is gizmo_fault()
drivers/gizmo/drv.c:5: note: gizmo_fault() calls gizmo_insert()
`,
    );
  });

  it('marks the place where the terminal shows it, and harms no terminal', async () => {
    const [, line, mark] = checkText(await odd(), paintFor(false)).split('\n');
    expect(line).toBe(
      '    5 |\t/* \u00fc\\x1b */ int err = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));',
    );
    expect(mark!.indexOf('^')).toBe(line!.indexOf('vm_insert_page'));
    expect(checkText(await odd(), paintFor(true))).toContain('\x1b[31merror:\x1b[39m');
  });
});

describe('json', () => {
  const schema = JSON.parse(readFileSync('docs/schema/check-1.json', 'utf8'));

  it('obeys its schema', async () => {
    const document = JSON.parse(checkJson(await linked({ since: 'HEAD', known: 3, notes: ['n'] })));
    expect(violations(schema, document)).toEqual([]);
    expect(document).toMatchObject({ since: 'HEAD', known: 3, notes: ['n'], transforms: ['a', 'b'] });
    expect(document.findings).toHaveLength(1);
    expect(document.findings[0].fingerprint).toMatch(/^[0-9a-f]{32}$/);
    const unread = JSON.parse(checkJson(await reportOf({ 'a.h': '\0vm_insert_page\0' })));
    expect(violations(schema, unread)).toEqual([]);
    expect(unread.unread).toHaveLength(1);
  });

  it('gives each finding a fingerprint that stays when lines move', async () => {
    const prints = async (files: Readonly<Record<string, string>>): Promise<string[]> =>
      JSON.parse(checkJson(await reportOf(files))).findings.map(
        (one: { fingerprint: string }) => one.fingerprint,
      );
    const twice = WRONG.replace('\treturn err', '\terr = vm_insert_page(a, b, c);\n\treturn err');
    const [first, second] = await prints({ 'a.c': twice });
    expect(first).not.toBe(second);
    expect(await prints({ 'a.c': `\n\n\n${WRONG}` })).toEqual([first]);
    expect(await prints({ 'b.c': WRONG })).not.toEqual([first]);
    const above = WRONG.replace('\tint err', '\tint one = vm_insert_page(a, b, c);\n\tint err');
    expect((await prints({ 'a.c': above }))[1]).toBe(first);
  });
});

describe('github', () => {
  it('is one command for each finding', async () => {
    expect(checkGithub(await linked({ prefix: 'linux/' }))).toBe(
      '::error file=linux/drivers/gizmo/gem.c,line=5,col=9,endColumn=23,title=errno-under-fault::' +
        'vm_insert_page() returns an errno, but gizmo_insert() runs under a page fault: call vmf_insert_page()%0A' +
        'linux/drivers/gizmo/drv.c:11: gizmo_fault_ops.fault is gizmo_fault()%0A' +
        'linux/drivers/gizmo/drv.c:5: gizmo_fault() calls gizmo_insert()\n',
    );
  });

  it('escapes what separates, and counts characters', async () => {
    const text = checkGithub(await odd());
    expect(text).toMatch(/^::error file=drivers\/gi zmo%2C1\/\u00fc%25a%3Ab\.c,line=5,col=21,endColumn=35,/);
    expect(text).not.toContain('\x1b');
    expect(checkGithub(await reportOf({ 'a.h': '\0vm_insert_page\0' }))).toBe(
      '::warning file=a.h,title=unread::not checked: it is binary\n',
    );
  });
});

describe('sarif', () => {
  const sarif = async (report: CheckReport) => {
    const log = JSON.parse(checkSarif(report, transforms));
    expect(sarifViolations(log)).toEqual([]);
    return log;
  };

  it('has rules, a place, the chain as a code flow, and a fingerprint', async () => {
    const document = await sarif(await linked({ prefix: 'linux/', notes: ['not judged'] }));
    expect(document.version).toBe('2.1.0');
    const [run] = document.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'errno-under-fault',
      'integer-fault-handler',
      'code-read-as-errno',
      'code-as-integer',
      'errno-as-code',
    ]);
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      { level: 'note', message: { text: 'not judged' } },
    ]);
    const [result] = run.results;
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'linux/drivers/gizmo/gem.c', uriBaseId: '%SRCROOT%' },
      region: {
        startLine: 5,
        startColumn: 9,
        endColumn: 23,
        snippet: { text: '\treturn vm_insert_page(vma, vma->vm_start, page);' },
      },
    });
    const steps = result.codeFlows[0].threadFlows[0].locations;
    expect(
      steps.map(({ location }: { location: { message: { text: string } } }) => location.message.text),
    ).toEqual([
      'gizmo_fault_ops.fault is gizmo_fault()',
      'gizmo_fault() calls gizmo_insert()',
      'vm_insert_page() returns an errno, but gizmo_insert() runs under a page fault: call vmf_insert_page()',
    ]);
    expect(result.partialFingerprints['faultline/v2']).toMatch(/^[0-9a-f]{32}$/);
    expect(result.message.text).toMatch(/\. To mend it: .*\.$/);
  });

  it('writes places as URIs, and columns in UTF-16', async () => {
    const [result] = (await sarif(await odd())).runs[0].results;
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe('drivers/gi%20zmo%2C1/%C3%BC%25a%3Ab.c');
    expect(decodeURIComponent(artifactLocation.uri)).toBe(NAMED);
    expect([region.startColumn, region.endColumn]).toEqual([21, 35]);
    const unread = await sarif(await reportOf({ 'a.h': '\0vm_insert_page\0' }, { notes: [] }));
    expect(unread.runs[0].invocations[0].toolExecutionNotifications[0].level).toBe('warning');
  });
});

test('the records of ndjson, one a line, hold the same as the JSON', async () => {
  const report = await linked({ notes: ['n'], unread: [{ path: 'a.h', why: 'it is binary' }] });
  const records = checkNdjson(report)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const schema = JSON.parse(readFileSync('docs/schema/ndjson-1.json', 'utf8'));
  for (const record of records) expect(violations(schema, record)).toEqual([]);
  const { findings, notes, unread, ...head } = JSON.parse(checkJson(report));
  expect(records).toEqual([
    { check: head },
    ...findings.map((finding: object) => ({ finding })),
    ...notes.map((note: string) => ({ note })),
    ...unread.map((file: object) => ({ unread: file })),
  ]);
});

describe('coccicheck', () => {
  it('reports as the kernel does, with columns from 0', async () => {
    expect(coccicheckReport(checkMessages(await linked()))).toBe(
      'drivers/gizmo/gem.c:5:8-22: ERROR: vm_insert_page() returns an errno, but gizmo_insert() runs under a page ' +
        'fault: call vmf_insert_page() (errno-under-fault)\n',
    );
  });

  it('has a line for each file that was not read', async () => {
    const report = await reportOf({ 'a.h': '\0vm_insert_page\0' });
    expect(coccicheckReport(checkMessages(report))).toBe('a.h:1:0-0: WARNING: not checked: it is binary\n');
  });

  it('has links for org mode, whatever stands in a path', async () => {
    expect(coccicheckOrg(checkMessages(await linked()))).toBe(
      '* TODO [[view:drivers/gizmo/gem.c::face=ovl-face1::linb=5::colb=8::cole=22][ERROR: vm_insert_page() returns ' +
        'an errno, but gizmo_insert() runs under a page fault: call vmf_insert_page() (errno-under-fault)]]\n' +
        '[[view:drivers/gizmo/drv.c::face=ovl-face2::linb=11::colb=0::cole=0][gizmo_fault_ops.fault is gizmo_fault()]]\n' +
        '[[view:drivers/gizmo/drv.c::face=ovl-face2::linb=5::colb=0::cole=0][gizmo_fault() calls gizmo_insert()]]\n',
    );
    const [line] = coccicheckOrg(checkMessages(await reportOf({ 'a]][b\n.c': WRONG }))).split('\n');
    expect(line).toMatch(/^\* TODO \[\[view:a\)\)@\(b\\x0a\.c::[^[\]]*\]\[[^[\]]*\]\]$/);
  });
});
