/** The commands, in the order in which help shows them. */
import type { Command } from '../command.js';
import { apply } from './apply.js';
import { check } from './check.js';
import { diff } from './diff.js';
import { explain } from './explain.js';
import { list } from './list.js';
import { scan } from './scan.js';
import { series } from './series.js';

export const commands: readonly Command[] = [list, scan, diff, apply, series, explain, check];
