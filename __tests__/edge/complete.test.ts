import type { Command } from '../../src/edge/command.js';
import { commandsFor } from '../../src/edge/commands/index.js';
import { completions } from '../../src/edge/complete.js';
import { transforms } from '../../transforms/index.js';

/** One after the other, since jest cannot load modules that share others at the same time. */
async function allCommands(): Promise<readonly Command[]> {
  const commands: Command[] = [];
  for (const name of ['scan', 'diff', 'series', 'report', 'check'])
    commands.push(...(await commandsFor([name])));
  return commands;
}

const complete = async (line: string) => completions(line.split(' '), await allCommands());

test('commands come first', async () => {
  expect(await complete('faultline s')).toEqual(['scan', 'series']);
  expect(await complete('faultline ')).toContain('completion');
  expect(await complete('faultline completion z')).toEqual(['zsh']);
  expect(await complete('faultline --v')).toEqual(['--version']);
});

test('then options of the command, and their values where they are few', async () => {
  expect(await complete('faultline check --st')).toEqual(['--staged']);
  expect(await complete('faultline scan --st')).toEqual([]);
  expect(await complete('faultline scan drivers --inc')).toEqual(['--include']);
  expect(await complete('faultline scan --format coc')).toEqual(['coccicheck', 'coccicheck-org']);
  expect(await complete('faultline check --format s')).toEqual(['sarif']);
  expect(await complete('faultline series --split m')).toEqual(['maintainer']);
  expect(await complete('faultline diff -t ')).toEqual(transforms.map(({ name }) => name));
});

test('values behind an equals sign, as one word or as bash cuts it, and behind a comma', async () => {
  expect(await complete('faultline scan --format=sa')).toEqual(['--format=sarif']);
  expect(await complete('faultline scan --format = sa')).toEqual(['sarif']);
  expect(await complete('faultline scan --format =')).toContain('sarif');
  expect(await complete('faultline scan --format=')).toContain('--format=sarif');
  expect(await complete('faultline scan -t vm-fault-t,vm-insert-pf')).toEqual(['vm-fault-t,vm-insert-pfn']);
  expect(await complete('faultline scan --format json,sa')).toEqual([]);
});

test('nothing where a file may stand', async () => {
  expect(await complete('faultline scan ex')).toEqual([]);
  expect(await complete('faultline report -o ')).toEqual([]);
  expect(await complete('faultline scan --json ')).toEqual([]);
});
