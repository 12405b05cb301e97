/** From the command line to a command. The only importer of yargs. */
import yargs, { type Argv } from 'yargs';
import { UserError } from '../errors.js';
import { VERSION } from '../version.js';
import { budgetFrom } from './budget.js';
import { type Arguments, type Command, type Option, treeFolder, usageOf } from './command.js';
import { commandsFor } from './commands/index.js';
import { COMPLETE, completionScript } from './completion-script.js';
import type { ExitCode } from './exit.js';
import { checkGlobs } from './globs.js';
import { helpOf } from './help.js';
import { GLOBAL_OPTIONS, optionsOf } from './options.js';
import { colorChoice } from './paint.js';
import type { World } from './world.js';

/** In one line, so that the help of faultline itself fits a screen of 24 lines. */
const SHORT_EXIT_CODES = 'Exit codes: 0 nothing is left for a person, 1 some sites need one, 2 it failed';

/** The command that prints the script; yargs only lists it. */
const COMPLETION = 'completion';
const COMPLETION_HELP = `faultline completion [SHELL]

Print a completion script for bash, zsh or fish: that of $SHELL unless named.

  faultline completion bash >> ~/.bashrc
  faultline completion zsh >> ~/.zshrc      (behind compinit)
  faultline completion fish > ~/.config/fish/completions/faultline.fish
`;

/** Thrown to leave yargs once a command is chosen: after a handler that returns, it lays out all of its help. */
const CHOSEN = Symbol('chosen');

/**
 * Runs what the arguments (without node and script) ask for.
 *
 * @throws UserError for arguments that make no sense, and as the command does.
 */
export async function cli(argv: readonly string[], world: World): Promise<ExitCode> {
  if (argv[0] === COMPLETE) {
    const { completions } = await import('./complete.js');
    const found = completions(argv.slice(1), await commandsFor([]));
    await world.out.write(found.map(word => `${word}\n`).join(''));
    return 0;
  }
  if (argv[0] === COMPLETION && argv.some(word => word === '--help' || word === '-h')) {
    await world.out.write(COMPLETION_HELP);
    return 0;
  }
  if (argv[0] === COMPLETION && argv.length <= 2) {
    await world.out.write(completionScript(argv[1] ?? world.env.SHELL));
    return 0;
  }
  let run: (() => Promise<ExitCode>) | undefined;
  const parser = parserFor(world.out.columns);
  const commands = await commandsFor(argv);
  for (const command of commands) {
    parser.command({
      command: usageOf(command),
      describe: command.what,
      builder: y => describe(y, command),
      handler: parsed => {
        const args = argumentsOf(parsed, command);
        run = async () => command.run(await inSettings(args, parsed, command, world), world);
        throw CHOSEN;
      },
    });
  }
  const printed = await parse(parser, argv, name => {
    const command = commands.find(one => one.name === name);
    return command && helpOf(command, world.out.columns);
  });
  if (printed !== '') await world.out.write(`${printed}\n`);
  return run === undefined ? 0 : run();
}

/** The arguments with what the settings of the tree say besides. */
async function inSettings(
  args: Arguments,
  parsed: Readonly<Record<string, unknown>>,
  { takesTree }: Command,
  world: World,
): Promise<Arguments> {
  if (!takesTree) return args;
  const { checkHeaders, findSettings, readSettings, settingsLine, withSettings } = await import(
    './settings.js'
  );
  const named = textsOf(parsed, 'config').at(-1);
  const isOff = parsed['no-config'] === true;
  if (named !== undefined && isOff) throw new UserError('--config and --no-config: give only one of them');
  const root = treeFolder(args, world);
  checkGlobs(args.globs[0]!, root);
  const found = isOff ? undefined : named === undefined ? findSettings(root) : readSettings(named, world);
  if (found === undefined) return args;
  if (!args.quiet) await world.err.write(settingsLine(found, world));
  // What the command line says goes before.
  if (textsOf(parsed, 'headers').length === 0) checkHeaders(found);
  return withSettings(args, found, root);
}

function textsOf(parsed: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  return [parsed[name] ?? []].flat().map(String);
}

function parserFor(columns: number): Argv {
  const parser = yargs()
    .scriptName('faultline')
    .usage(
      '$0 <command> [TREE] [PATH..]\n\nMoves the callers of a C function to another return-value contract.',
    )
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': true,
    });
  for (const option of GLOBAL_OPTIONS) declare(parser, option);
  // The help of faultline itself has to fit a screen.
  for (const { name, rare } of GLOBAL_OPTIONS) if (rare) parser.hide(name);
  return parser
    .completion(COMPLETION, 'Print a completion script for a shell')
    .version('version', 'Show the version', `faultline ${VERSION}`)
    .help('help', 'Show this help')
    .alias('help', 'h')
    .epilogue(SHORT_EXIT_CODES)
    .demandCommand(1, 'name a command; `faultline --help` lists them')
    .strictCommands()
    .strict()
    .locale('en')
    .wrap(Math.min(columns, 100))
    .exitProcess(false)
    .showHelpOnFail(false);
}

function describe(parser: Argv, command: Command): Argv {
  const { place, takesTree, takesPaths } = command;
  if (place !== undefined) parser.positional(place.name, { type: 'string', describe: place.what });
  if (takesTree) {
    parser.positional('TREE', {
      type: 'string',
      describe: 'The root of the tree, a folder; here unless given',
    });
  }
  if (takesTree && takesPaths !== false) {
    parser.positional('PATH', {
      type: 'string',
      array: true,
      describe: 'Files and folders of it to look at; all unless given',
    });
  }
  for (const option of optionsOf(command)) declare(parser, option);
  return parser;
}

function declare(parser: Argv, { name, short, kind, what }: Option): void {
  parser.option(name, {
    ...(kind === 'flag' ? { type: 'boolean' } : { type: 'string', requiresArg: true }),
    ...(kind === 'list' && { array: true }),
    ...(short !== undefined && { alias: short }),
    describe: what,
  });
}

/** What is to be printed: the help of a command, or else yargs' own or the version; empty where a command is to run. */
function parse(
  parser: Argv,
  argv: readonly string[],
  help: (name: unknown) => string | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => reject(new UserError(inOurWords(problem)));
    parser.fail((problem: string | undefined, error: Error | undefined) => {
      if (error instanceof UserError) reject(error);
      else if (problem !== undefined && problem !== null) fail(problem);
      else reject(error);
    });
    try {
      parser.parse([...argv], {}, (_error, parsed, output) =>
        resolve((parsed.help === true ? help(parsed._[0]) : undefined) ?? output),
      );
    } catch (thrown) {
      if (thrown === CHOSEN) resolve('');
      else reject(thrown);
    }
  });
}

/** Lower case, and one line. */
function inOurWords(problem: string): string {
  const line = problem
    .replace(/\s*\n\s*/g, ' ')
    .trim()
    // What stands behind a command that there is not, is not known for none either.
    .replace(/^Unknown commands: ([^,]*), .*/, 'Unknown command: $1');
  const start = line.charAt(0).toLowerCase() + line.slice(1);
  return start.includes('--help') ? start : `${start}; \`faultline --help\` shows what there is`;
}

function argumentsOf(parsed: Readonly<Record<string, unknown>>, command: Command): Arguments {
  const texts = (name: string) => textsOf(parsed, name);
  // Of an option given twice the last one counts.
  const text = (name: string) => texts(name).at(-1);
  const flag = (name: string) => [parsed[name]].flat().at(-1) === true;
  const own = (name: string) => {
    if (!command.options.some(option => option.name === name)) throw new Error(`no option is called ${name}`);
    return name;
  };
  // What follows a bare `--` is a TREE or a PATH, whatever it looks like.
  const [tree = '.', ...paths] = [...texts('TREE'), ...texts('PATH'), ...texts('--')];
  return {
    place: command.place && text(command.place.name),
    tree,
    paths,
    transforms: texts('transform').flatMap(names => names.split(',')),
    review: flag('review'),
    globs: [{ include: texts('include'), exclude: texts('exclude'), prefix: '' }],
    budget: budgetFrom(text),
    quiet: flag('quiet'),
    debug: flag('debug'),
    timing: flag('timing'),
    color: colorChoice(text('color') ?? 'auto'),
    flag: name => flag(own(name)),
    text: name => text(own(name)),
  };
}
