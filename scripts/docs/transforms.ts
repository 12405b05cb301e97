/** The pages of the transforms, made of their modules: what a run makes of each example is run for it. */
import { filesOf, runOn, textsAfter } from '../../__tests__/check.js';
import { engineReasons } from '../../src/reasons.js';
import { familiesOf } from '../../src/shelf.js';
import type { AnyTransform, Example, Reason } from '../../src/transform.js';
import type { Verdict, VerdictKind } from '../../src/verdict.js';
import { ENGINE_EXAMPLES, type EngineExample, runEngineExample } from './engine-examples.js';

const MADE = '<!-- Made from the module by `npm run docs`. -->';

const HEADINGS: Readonly<Record<VerdictKind, string>> = {
  convert: 'What it converts',
  review: 'What it converts where a person agrees',
  refuse: 'What it leaves to a person',
  done: 'Where nothing is to be done',
};

/** The page of each transform and the page about all of them, by path. */
export async function transformPages(
  transforms: readonly AnyTransform[],
): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([['docs/transforms/README.md', await indexPage(transforms)]]);
  for (const transform of transforms) {
    pages.set(pathOf(transform), await pageOf(transform, transforms));
  }
  return pages;
}

const TOLD =
  'These do not depend on the transform: a place is refused with one of them where no transform can or may speak. ' +
  'Where the transforms that come with faultline have words of their own, the examples are judged by one in the making, ' +
  'which takes `gizmo_put()`, `gizmo_mute()` and their like for an old API.';

const pathOf = ({ name }: AnyTransform) => `docs/transforms/${name}.md`;

async function indexPage(transforms: readonly AnyTransform[]): Promise<string> {
  const runs = new Map<string, readonly string[]>();
  for (const example of ENGINE_EXAMPLES) runs.set(example.code, await engineRun(example));
  const reasons = Object.entries<Reason>(engineReasons).map(([code, reason]) => {
    const shown = transforms.find(({ examples }) => examples.some(example => example.code === code));
    const more = shown === undefined ? [] : [`Shown in [${shown.name}](${shown.name}.md#${code}).`];
    return section(3, `\`${code}\``, [...sayings(reason), ...more, ...(runs.get(code) ?? [])]);
  });
  return page([
    MADE,
    '# The transforms',
    table(
      ['transform', 'what it does'],
      transforms.map(t => [`[${t.name}](${t.name}.md)`, t.title]),
    ),
    'Each page says what a transform does and why, why that is right, and every reason that it gives for a verdict, ' +
      'with an example. The code of a reason is what `scan` prints in brackets, and what `faultline explain` speaks of.',
    section(2, "The engine's own reasons", [TOLD, ...reasons]),
  ]);
}

/** What is done in an example of the engine's reasons, and what is said then. */
async function engineRun(example: EngineExample): Promise<readonly string[]> {
  const { result, decisions } = await runEngineExample(example);
  const { kind, occurrence, message } = result.ledger.verdicts.find(({ code }) => code === example.code)!;
  return [
    example.title,
    fenced('c', example.text),
    ...(decisions === undefined ? [] : [fenced('json', decisions)]),
    `Line ${occurrence.line}, \`${kind}\`: ${message}.`,
  ];
}

async function pageOf(transform: AnyTransform, all: readonly AnyTransform[]): Promise<string> {
  const { name, title, why, safety, keywords, introduces = {}, forbids = {}, rule, examples } = transform;
  const runs = await Promise.all(examples.map(example => runExample(transform, example)));
  const kinds = (Object.keys(HEADINGS) as VerdictKind[]).map(kind => {
    const own = runs.filter(one => one.verdict.kind === kind);
    const codes = [...new Set(own.map(({ example }) => example.code))];
    return own.length === 0
      ? []
      : [
          section(
            2,
            HEADINGS[kind],
            codes.map(code => reasonText(code, rule.reasons, own)),
          ),
        ];
  });
  return page([
    MADE,
    `# ${name}`,
    `${sentence(title)}`,
    ...why,
    section(2, 'Why behaviour stays the same', [safety]),
    section(2, 'What it looks at', [
      `Every occurrence of these words has one verdict: ${list(keywords)}.`,
      ...needs(introduces),
      ...forbidden(forbids),
    ]),
    `Each example below is what \`faultline diff -t ${name} --review\` makes of the text; the sentence is what \`faultline scan -t ${name}\` says of it.`,
    ...kinds.flat(),
    ...further(transform, all),
  ]);
}

function needs(introduces: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.entries(introduces).map(([name, release]) => `\`${name}\` (v${release})`);
  return names.length === 0
    ? []
    : [
        `New code uses ${names.join(', ')}: the release is the first that declares it. Of a tree that does not, ` +
          '[diff](../CLI.md#diff) says what can be done.',
      ];
}

function forbidden(forbids: Readonly<Record<string, string>>): readonly string[] {
  const pairs = Object.entries(forbids).map(([call, instead]) => `\`${call}()\` (\`${instead}()\`)`);
  return pairs.length === 0
    ? []
    : [
        `[\`faultline check\`](../CHECK.md) lets nobody add, under a page fault, a call of ${pairs.join(', ')}.`,
      ];
}

/** The reasons of the family that other members show. */
function further(transform: AnyTransform, all: readonly AnyTransform[]): readonly string[] {
  const { rule, examples } = transform;
  const shown = new Set(examples.map(({ code }) => code));
  const family = familiesOf(all).find(one => one.rule === rule)!;
  const others = Object.entries(rule.reasons).flatMap(([code, { when }]) => {
    if (shown.has(code)) return [];
    const owner = family.members.find(member => member.examples.some(example => example.code === code));
    return owner === undefined
      ? [`- \`${code}\`: given where ${when}`]
      : [`- [\`${code}\`](${owner.name}.md#${code})`];
  });
  const engine = "- the [engine's own](README.md#the-engines-own-reasons)";
  return [
    section(2, 'Further reasons', [
      'Transforms that are judged together share their reasons:',
      [...others, engine].join('\n'),
    ]),
  ];
}

interface Run {
  readonly example: Example;
  readonly verdict: Verdict;
  readonly text: string;
}

/** Runs an example, and writes down what came of it. @throws Error where no verdict has the example's code. */
async function runExample(transform: AnyTransform, example: Example): Promise<Run> {
  const { title, before, code, prepare = false } = example;
  const result = await runOn([transform], before, { review: true, prepare });
  const verdict = result.ledger.verdicts.find(one => one.code === code);
  if (verdict === undefined) throw new Error(`${transform.name}: "${title}" gives no verdict ${code}`);
  const change = result.ledger.changes.find(({ id }) => id === verdict.change);
  const after =
    Object.keys(filesOf(before)).length > 1 || /^\/\/ file: /m.test(before)
      ? Object.entries(textsAfter(result))
          .map(([path, text]) => `// file: ${path}\n${text}`)
          .join('')
      : Object.values(textsAfter(result)).join('');
  const { kind, occurrence, message } = verdict;
  const text = [
    `**${sentence(title).slice(0, -1)}:**`,
    fenced('c', before),
    `Line ${occurrence.line}, \`${kind}\`: ${message}.`,
    ...(after === '' ? [] : [fenced('c', after)]),
    ...(change?.table.length ? [valueTable(change.table)] : []),
  ].join('\n\n');
  return { example, verdict, text };
}

function valueTable(rows: readonly { value: string; before: string; after: string }[]): string {
  return table(
    ['old value', 'before', 'after'],
    rows.map(({ value, before, after }) => [value, before, after].map(cell)),
  );
}

function reasonText(code: string, own: Readonly<Record<string, Reason>>, runs: readonly Run[]): string {
  const reason = own[code] ?? (engineReasons as Readonly<Record<string, Reason>>)[code]!;
  const shown = runs.filter(({ example }) => example.code === code).map(({ text }) => text);
  return section(3, `\`${code}\``, [...sayings(reason), ...shown]);
}

function sayings({ text, advice, when }: Reason): readonly string[] {
  const holes = text.replace(/\{\{(\w+)\}\}/g, '*$1*');
  return [`> ${sentence(holes)}`, sentence(advice), ...(when === undefined ? [] : [`Given where ${when}.`])];
}

const sentence = (clause: string) => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
const list = (words: readonly string[]) => words.map(word => `\`${word}\``).join(', ');
const cell = (text: string) => text.replaceAll('|', '\\|');
const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\`\`\``;
const page = (blocks: readonly string[]) => `${blocks.join('\n\n')}\n`;
const section = (level: number, title: string, blocks: readonly string[]) =>
  [`${'#'.repeat(level)} ${title}`, ...blocks].join('\n\n');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
