/** All pages that are made from the sources. */
import type { Command } from '../../src/edge/command.js';
import { transforms } from '../../transforms/index.js';
import { manPage } from './man.js';
import { transformPages } from './transforms.js';

/** The text of each page, by its path in the repository. */
export async function madePages(commands: readonly Command[]): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await transformPages(transforms)), ...manPage(commands)]);
}
