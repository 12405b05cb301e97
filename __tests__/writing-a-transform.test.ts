/** The transform of docs/WRITING-A-TRANSFORM.md: it does what the page says, and the page shows the very file. */
import { readFileSync } from 'node:fs';
import { gizmoMap } from '../docs/examples/gizmo-map.js';
import { testExamples } from './examples.js';

const PAGE = readFileSync('docs/WRITING-A-TRANSFORM.md', 'utf8');

testExamples(gizmoMap);

test('every reason has an example', () => {
  expect([...new Set(gizmoMap.examples.map(({ code }) => code))].sort()).toEqual(
    Object.keys(gizmoMap.rule.reasons).sort(),
  );
});

test('the page shows the file, whole and in order', () => {
  const blocks = [...PAGE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(match => match[1]!);
  expect(blocks.length).toBeGreaterThan(3);
  const shown = blocks.join('\n');
  const file = readFileSync('docs/examples/gizmo-map.ts', 'utf8');
  expect(shown).toBe(file);
});
