/** The process: arguments in, exit code out. Nothing else sets the exit code. */
import { cli } from './edge/cli.js';
import { tellFailure } from './edge/exit.js';
import { processWorld } from './edge/world.js';

const world = processWorld();
const argv = process.argv.slice(2);
const fail = async (error: unknown) => {
  process.exitCode = await tellFailure(error, world, argv.includes('--debug'));
};

process.on('uncaughtException', fail);
try {
  process.exitCode = await cli(argv, world);
} catch (error) {
  await fail(error);
}
