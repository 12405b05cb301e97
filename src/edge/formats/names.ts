/** The value of `--format`. */
import { UserError } from '../../errors.js';
import type { Arguments } from '../command.js';

/** The format asked for among those of a command; `text` unless given. @throws UserError for another word. */
export function formatOf<F>(args: Arguments, formats: Readonly<Record<string, F>>): F {
  const name = args.text('format') ?? 'text';
  if (Object.hasOwn(formats, name)) return formats[name]!;
  throw new UserError(`--format: expected one of ${Object.keys(formats).join(', ')}, found "${name}"`);
}
