/** Lets node run the TypeScript sources as they stand: `node --import ./scripts/ts.js some/script.ts`. */
import { register } from 'node:module';

register('./ts-hooks.js', import.meta.url);
