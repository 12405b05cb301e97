/** The worker of the fuzzer: damages a driver, looks at it, and says what must not be. */
import { readFileSync } from 'node:fs';
import { damaged, drivers, look, shortFirst } from '../../__tests__/damage.js';
import { convertByEngine } from '../../__tests__/oracle/engine.js';
import { openParser } from '../../src/source/index.js';
import { answerAll } from '../watched.js';

export interface Asked {
  readonly seed: number;
  /** Files of a tree that are damaged as well, one of ten times; read once. */
  readonly files: readonly string[];
  /** Whether what comes out is wanted, for being run. */
  readonly judged: boolean;
}

export interface Looked {
  readonly wrong: readonly string[];
  readonly verdicts: number;
  readonly isReal: boolean;
  readonly isChanged: boolean;
  readonly converted?: {
    readonly before: string;
    readonly after: string;
    readonly differences: readonly string[];
  };
}

const parser = await openParser();
let real: readonly string[] | undefined;

answerAll<Asked, Looked>(async ({ seed, files, judged }) => {
  real ??= shortFirst(files.map(file => readFileSync(file, 'latin1')));
  const isReal = real.length > 0 && seed % 10 === 5;
  const text = damaged(seed, isReal ? real : drivers);
  const { wrong, verdicts, after } = await look(text, seed, parser);
  const isChanged = after !== undefined;
  const looked = { wrong, verdicts, isReal, isChanged };
  if (!judged || !isChanged || isReal) return looked;
  const conversion = await convertByEngine(text);
  return 'refused' in conversion ? looked : { ...looked, converted: { before: text, ...conversion } };
});
