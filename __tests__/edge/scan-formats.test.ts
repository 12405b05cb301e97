import { coccicheckOrg, coccicheckReport } from '../../src/edge/formats/coccicheck.js';
import { scanMessages } from '../../src/edge/formats/scan-coccicheck.js';
import { scanGithub } from '../../src/edge/formats/scan-github.js';
import type { ScanReport } from '../../src/edge/formats/scan-report.js';
import { scanSarif } from '../../src/edge/formats/scan-sarif.js';
import { applyEdits } from '../../src/edit/apply.js';
import { uselessOf } from '../../src/ignore.js';
import { isRead } from '../../src/sources.js';
import { decodeUtf8 } from '../../src/unicode.js';
import { transforms } from '../../transforms/index.js';
import { runOn } from '../check.js';
import { TREE } from '../report/tree.js';
import { sarifViolations } from './schema.js';

async function reportOf(tree = TREE, prefix = ''): Promise<ScanReport> {
  const { ledger, sources, ignores } = await runOn(transforms, tree, { review: true });
  return { ledger, sources, transforms, review: true, ignores, useless: uselessOf(ignores, false), prefix };
}

/** A name and a line that each format has to escape. */
const NAMED = 'drivers/gi-zmo,1/%a:[b].c';
const ODD = TREE.replace('drivers/char/widget.c', NAMED).replace(
  'return vm_insert_page(vma, vma->vm_start, widget',
  'return /* \xc3\xbc */ vm_insert_page(vma, vma->vm_start, widget',
);

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The text with regions of lines and UTF-16 columns replaced: what an editor would do with a fix. */
function withReplacements(
  text: string,
  replacements: readonly {
    readonly deletedRegion: Region;
    readonly insertedContent: { readonly text: string };
  }[],
): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(match => match.index + 1)];
  const offset = (line: number, column: number) => starts[line - 1]! + column - 1;
  return replacements.reduceRight((all, { deletedRegion: at, insertedContent }) => {
    const [start, end] = [offset(at.startLine, at.startColumn), offset(at.endLine, at.endColumn)];
    return all.slice(0, start) + insertedContent.text + all.slice(end);
  }, text);
}

describe('sarif', () => {
  const sarif = async (report: ScanReport) => JSON.parse(scanSarif(report)).runs[0];

  it('has a result for each verdict that something is left to do about, and counts the rest', async () => {
    const report = await reportOf();
    const run = await sarif(report);
    const { convert, review, refuse } = report.ledger.totals;
    expect(run.results).toHaveLength(convert + review + refuse);
    expect(run.properties.totals).toEqual(report.ledger.totals);
    for (const { ruleId, ruleIndex, message, level } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(message.text).toMatch(/^(?:convert|review|refuse): ./);
      expect(level).toBe(message.text.startsWith('convert') ? 'warning' : 'note');
    }
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('obeys the schema of SARIF 2.1.0, and the schema is really asked', async () => {
    for (const report of [await reportOf(), await reportOf(ODD, 'linux/')]) {
      const log = JSON.parse(scanSarif(report));
      expect(sarifViolations(log)).toEqual([]);
      expect(sarifViolations({ ...log, version: '2.0.0' })).toEqual([
        '$/version: must be equal to one of the allowed values',
      ]);
    }
  });

  it('names places as editors count them', async () => {
    const run = await sarif(await reportOf(ODD, 'linux/'));
    const place = run.results
      .map(({ locations }: { locations: { physicalLocation: object }[] }) => locations[0]!.physicalLocation)
      .find(({ artifactLocation: { uri } }: { artifactLocation: { uri: string } }) => uri.includes('gi-zmo'));
    expect(place.artifactLocation).toEqual({
      uri: 'linux/drivers/gi-zmo%2C1/%25a%3A%5Bb%5D.c',
      uriBaseId: '%SRCROOT%',
    });
    const line = place.contextRegion.snippet.text;
    expect(line).toContain('\u00fc');
    expect(line.slice(place.region.startColumn - 1, place.region.endColumn - 1)).toBe('vm_insert_page');
  });

  it('has the chain down to the call as a code flow', async () => {
    const run = await sarif(await reportOf());
    const flows = run.results.flatMap(({ codeFlows = [] }) => codeFlows);
    const steps = flows.map(
      ({
        threadFlows: [flow],
      }: {
        threadFlows: [{ locations: { location: { message: { text: string } } }[] }];
      }) => flow.locations.map(({ location }) => location.message.text),
    );
    expect(steps).toContainEqual(['gizmo_vm_ops.fault', 'gizmo_fault', 'vm_insert_page']);
  });

  it('has each change once as a fix, which does what the change does', async () => {
    const report = await reportOf(TREE.replace('#include <linux/mm.h>', '/* \xc3\xbc */'));
    const run = await sarif(report);
    const fixes = run.results.flatMap((result: { fixes?: object[]; properties: { change: string } }) =>
      (result.fixes ?? []).map(fix => ({ fix, id: result.properties.change })),
    );
    expect(fixes.map(({ id }: { id: string }) => id).sort()).toEqual(
      report.ledger.changes.map(({ id }) => id),
    );
    for (const { fix, id } of fixes) {
      const change = report.ledger.changes.find(one => one.id === id)!;
      for (const { artifactLocation, replacements } of fix.artifactChanges) {
        const file = report.sources.open(artifactLocation.uri);
        if (!isRead(file)) throw new Error(`${artifactLocation.uri} was not read`);
        const own = change.edits.filter(({ path }) => path === file.path);
        expect(withReplacements(decodeUtf8(file.text), replacements)).toBe(
          decodeUtf8(applyEdits(file.text, own)),
        );
      }
    }
  });

  it('has fingerprints that stay when lines move, and differ from one another', async () => {
    const prints = async (tree: string) =>
      (await sarif(await reportOf(tree))).results.map(
        ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) =>
          partialFingerprints['faultline/v2'],
      );
    const first = await prints(TREE);
    expect(new Set(first).size).toBe(first.length);
    expect(await prints(TREE.replaceAll('#include', '\n\n#include'))).toEqual(first);
  });
});

describe('github', () => {
  it('warns of what a person has to do, and notes the rest', async () => {
    const report = await reportOf(ODD, 'linux/');
    const lines = scanGithub(report).trimEnd().split('\n');
    const { convert, review, refuse } = report.ledger.totals;
    expect(lines.filter(line => line.startsWith('::warning '))).toHaveLength(refuse);
    expect(lines.filter(line => line.startsWith('::notice '))).toHaveLength(convert + review);
    expect(lines.find(line => line.startsWith('::warning '))).toMatch(
      /^::warning file=linux\/drivers\/gi-zmo%2C1\/%25a%3A\[b\]\.c,line=\d+,col=\d+,endColumn=\d+,title=refuse%3A [\w-]+::/,
    );
  });
});

describe('coccicheck', () => {
  it('is a line for each verdict, with byte columns from 0', async () => {
    const report = await reportOf(ODD);
    const text = coccicheckReport(scanMessages(report));
    const { convert, review, refuse } = report.ledger.totals;
    expect(text.trimEnd().split('\n')).toHaveLength(convert + review + refuse);
    const found = text.split('\n').find(line => line.startsWith(`${NAMED}:`))!;
    const [, line, from, to] = /:(\d+):(\d+)-(\d+): WARNING: /.exec(found)!;
    const source = ODD.slice(ODD.indexOf(`${NAMED}\n`) + NAMED.length + 1).split('\n')[Number(line) - 1]!;
    expect(source.slice(Number(from), Number(to))).toBe('vm_insert_page');
  });

  it('has a line for each file that was not read, and each comment that is there for nothing', async () => {
    const tree = `${TREE}// file: b/blob.h\n\0 vm_insert_page\0\n// file: b/c.c\n\n/* faultline-ignore it is old */\nint x;\n`;
    const report = await reportOf(tree);
    const lines = coccicheckReport(scanMessages(report)).split('\n');
    expect(lines).toContain('b/blob.h:1:0-0: WARNING: not looked at: it is binary');
    expect(lines).toContain('b/c.c:2:0-0: WARNING: faultline-ignore is not needed any more');
    expect(coccicheckOrg(scanMessages(report))).toContain(
      '[[view:b/blob.h::face=ovl-face1::linb=1::colb=0::cole=0]',
    );
    expect(scanGithub(report)).toContain(
      '::warning file=b/blob.h,title=unread::not looked at: it is binary\n',
    );
    expect(scanGithub(report)).toContain(
      '::notice file=b/c.c,line=2,title=faultline-ignore::faultline-ignore is not needed any more\n',
    );
    const notes = JSON.stringify(JSON.parse(scanSarif(report)).runs[0].invocations[0]);
    expect(notes).toContain('not checked: it is binary');
    expect(notes).toContain('b/c.c:2: faultline-ignore is not needed any more');
  });

  it('has the chain as links in org mode', async () => {
    const text = coccicheckOrg(scanMessages(await reportOf()));
    expect(text).toMatch(/^\* TODO \[\[view:drivers\/.*\]\]\n/);
    expect(text).toContain('::face=ovl-face2::linb=19::colb=0::cole=0][gizmo_vm_ops.fault]]\n');
  });
});
