/** The help of a command, laid out so that it fits a screen of 24 lines: what is rarely wanted is only named. */
import { type Command, type Option, usageOf } from './command.js';
import { GLOBAL_OPTIONS, optionsOf } from './options.js';

/** What the exit codes of most commands say. */
export const EXIT_CODES = `Exit codes:
  0  nothing is left for a person
  1  some sites need a person: refused, in review without --review, or unread
  2  it failed; standard error says why`;

/** Lines of the screen, of which the last is the prompt's. */
const MOST_LINES = 23;
/** Wider terminals are not filled. */
const MOST_COLUMNS = 80;

/** The help of a command for a terminal of so many columns, without a line end at its end. */
export function helpOf(command: Command, columns: number): string {
  const width = Math.max(40, Math.min(columns, MOST_COLUMNS));
  const options = optionsOf(command);
  const full = lay(command, options, [], width);
  if (full.length <= MOST_LINES) return full.join('\n');
  const isRare = ({ rare }: Option) => rare ?? false;
  return lay(
    command,
    options.filter(option => !isRare(option)),
    options.filter(isRare),
    width,
  ).join('\n');
}

/** The lines of a help that explains some options and names the others. */
function lay(
  command: Command,
  options: readonly Option[],
  others: readonly Option[],
  width: number,
): readonly string[] {
  const { takesTree, takesPaths, place, examples, exitCodes = EXIT_CODES } = command;
  const rows = [
    ...(place ? [[place.name, place.what] as const] : []),
    ...(takesTree ? [['TREE', 'The root of the tree, a folder; here unless given'] as const] : []),
    ...(takesTree && takesPaths !== false
      ? [['PATH', 'Files and folders of it to look at; all unless given'] as const]
      : []),
    ...options.map(option => [labelOf(option), option.what] as const),
  ];
  const more = [...others, ...GLOBAL_OPTIONS].map(({ name }) => `--${name}`).join(', ');
  const column = Math.max(...rows.map(([label]) => label.length)) + 4;
  return [
    `faultline ${usageOf(command)}`,
    ...fold(`${command.what}.`, width, 2),
    '',
    ...rows.flatMap(([label, what]) => fold(`  ${label}`.padEnd(column) + what, width, column)),
    ...fold(`  Also: ${more}: see the manual, man/faultline.1`, width, 4),
    '',
    'Examples:',
    ...examples.flatMap(([line, what]) => {
      const both = `  faultline ${line}  # ${what}`;
      return both.length <= width
        ? [both]
        : [...fold(`  # ${what}`, width, 4), ...fold(`  faultline ${line}`, width, 4)];
    }),
    ...fold(
      exitCodes
        .replace(/\n +/g, ' ')
        .replace(/ (?=[12] {2})/g, '; ')
        .replace(/(?<=\d) {2}/g, ' '),
      width,
      2,
    ),
  ];
}

/** `-o, --output DIR` */
function labelOf({ name, short, value }: Option): string {
  const long = `${short === undefined ? '' : `-${short}, `}--${name}`;
  return value === undefined ? long : `${long} ${value}`;
}

/** A text over lines of a width; those below the first begin in a column. */
function fold(text: string, width: number, column: number): readonly string[] {
  const at = text.length <= width ? -1 : text.lastIndexOf(' ', width);
  if (at <= column) return [text];
  return [text.slice(0, at).trimEnd(), ...fold(' '.repeat(column) + text.slice(at + 1), width, column)];
}
