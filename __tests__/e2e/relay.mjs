// Runs faultline, as built, once for each message: for tests that need it a thousand times, since most of what a
// command costs is its start. A review gets its keys with the message.
import { cli } from '../../dist/src/edge/cli.js';
import { tellFailure } from '../../dist/src/edge/exit.js';
import { processWorld } from '../../dist/src/edge/world.js';

process.on('message', async ({ args, keys = '' }) => {
  const err = [];
  const silent = { isTerminal: false, columns: 80, write: async () => undefined };
  const world = {
    ...processWorld(),
    out: silent,
    err: { ...silent, write: async piece => void err.push(String(piece)) },
    canAsk: true,
    keyboard: () => keyboardOf([...keys]),
  };
  const code = await cli(args, world).catch(error => tellFailure(error, world, true));
  process.send({ code, err: err.join('') });
});

function keyboardOf(keys) {
  return {
    next: async () => keys.shift() ?? '',
    forget: async () => undefined,
    onResize: () => undefined,
    lend: act => act(),
    close: () => undefined,
  };
}
