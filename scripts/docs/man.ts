/** The manual page, made of what `--help` is made of. */

import { type Command, type Option, usageOf } from '../../src/edge/command.js';
import { EXIT_CODES } from '../../src/edge/help.js';
import { GLOBAL_OPTIONS, optionsOf } from '../../src/edge/options.js';
import { VERSION } from '../../src/version.js';

/** The page in the language of man(7), by path. */
export function manPage(commands: readonly Command[]): ReadonlyMap<string, string> {
  const shared = sharedBy(commands);
  const lines = [
    '.\\" Made from the commands by "npm run docs".',
    `.TH FAULTLINE 1 "" "faultline ${VERSION}" "User Commands"`,
    '.SH NAME',
    'faultline \\- move the callers of a C function to another return\\-value contract',
    '.SH SYNOPSIS',
    ...commands.flatMap(command => ['.br', `\\fBfaultline\\fR ${synopsisOf(command)}`]).slice(1),
    '.br',
    '\\fBfaultline\\fR \\fBcompletion\\fR [SHELL]',
    '.SH DESCRIPTION',
    ...DESCRIPTION.flatMap(text => ['.PP', escaped(text)]).slice(1),
    '.SH COMMANDS',
    ...commands.flatMap(command => commandLines(command, shared)),
    '.SS \\fBfaultline completion\\fR [SHELL]',
    escaped('Print a completion script for bash, zsh or fish: that of $SHELL unless named.'),
    '.SH OPTIONS',
    'Of all commands:',
    ...GLOBAL_OPTIONS.flatMap(optionLines),
    ...optionLines({ name: 'version', kind: 'flag', what: 'Show the version' }),
    ...optionLines({
      name: 'help',
      short: 'h',
      kind: 'flag',
      what: 'Show help; behind a command, of that command',
    }),
    '.PP',
    'Of the commands that take a tree, where they make a difference:',
    ...shared.flatMap(optionLines),
    '.SH EXIT STATUS',
    ...exitLines(EXIT_CODES),
    '.SH FILES',
    '.TP',
    '.I faultline.config.json',
    escaped(
      'In the tree or the nearest folder above it: what every run over the tree wants. It is data; nothing in it is run.',
    ),
    '.TP',
    '.I faultline\\-decisions.json',
    escaped(
      'In the current folder: what was decided in a review, unless --decisions names another file. diff, apply and series replay it.',
    ),
    '.TP',
    '.I $XDG_CACHE_HOME/faultline',
    escaped('What check remembers of commits; ~/.cache/faultline unless the variable is set.'),
    '.SH ENVIRONMENT',
    '.TP',
    '.B NO_COLOR',
    'No colours unless',
    '.B \\-\\-color=always',
    'is given.',
    ...VARIABLES.flatMap(([names, what]) => ['.TP', `.B ${names}`, escaped(what)]),
    '.SH SEE ALSO',
    '.BR git\\-apply (1),',
    '.BR git\\-am (1),',
    '.BR git\\-send\\-email (1),',
    '.BR spatch (1)',
    '.PP',
    'The package has more in its folder',
    '.IR docs .',
  ];
  return new Map([['man/faultline.1', `${lines.join('\n')}\n`]]);
}

const VARIABLES: readonly (readonly [names: string, what: string])[] = [
  ['TERM', 'Where it is dumb there are no colours either, and no line that says how far a run is.'],
  ['GIT_EDITOR, VISUAL, EDITOR', 'What review edits a change with: the first of them that is set, else vi.'],
  ['SHELL', 'The shell that completion prints a script for; bash unless set.'],
  [
    'GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_AUTHOR_DATE',
    'Who the patches of series are from, and when, as git has it.',
  ],
  ['GIT_COMMITTER_DATE', 'When a cover letter of series is written; now unless set.'],
  ['XDG_CACHE_HOME', 'See FILES.'],
];

const DESCRIPTION = [
  'faultline finds the callers of functions that return an errno where a VM_FAULT code is wanted, gives every ' +
    'occurrence a verdict with a reason, proves each rewrite by evaluating the function before and after for every ' +
    'value that the old call can return, and writes the result as a diff or as a patch series.',
  'TREE is the root of a kernel, or of a driver that is kept outside of one; it is the current folder unless given. ' +
    'PATHs limit where it looks. Nothing in the tree is run, and nothing is written but by apply, series, report and ' +
    'review, and by the options that name a file.',
];

/** The options that most commands have: said once. */
function sharedBy(commands: readonly Command[]): readonly Option[] {
  const all = commands.flatMap(command =>
    optionsOf(command).filter(option => !command.options.includes(option)),
  );
  return [...new Map(all.map(option => [option.name, option])).values()];
}

function commandLines(command: Command, shared: readonly Option[]): readonly string[] {
  const own = optionsOf(command).filter(({ name }) => !shared.some(option => option.name === name));
  return [
    `.SS faultline ${synopsisOf(command)}`,
    `${escaped(command.what)}.`,
    ...own.flatMap(optionLines),
    ...(command.exitCodes === undefined ? [] : ['.PP', ...exitLines(command.exitCodes)]),
    ...command.examples.flatMap(([line, what]) => [
      '.PP',
      `${escaped(what)}:`,
      '.PP',
      '.RS',
      '.nf',
      `faultline ${escaped(line)}`,
      '.fi',
      '.RE',
    ]),
  ];
}

/** `scan [TREE] [PATH..]` with what is to be replaced in italics. */
function synopsisOf(command: Command): string {
  const [name, ...rest] = usageOf(command).split(' ');
  const said = rest.map(word =>
    word
      .replace(/[A-Z]+/, '\\fI$&\\fR')
      .replace(/<(.*)>/, '$1')
      .replace('..', ' ...'),
  );
  return [`\\fB${name}\\fR`, ...said].join(' ');
}

function optionLines({ name, short, value, what }: Option): readonly string[] {
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
  const behind = value === undefined ? '' : ` \\fI${value}\\fR`;
  return ['.TP', names.map(one => `\\fB${escaped(one)}\\fR${behind}`).join(', '), `${escaped(what)}.`];
}

/** `Exit codes:` and lines of `  0  what it means`. */
function exitLines(text: string): readonly string[] {
  return text.split('\n').flatMap(line => {
    const [, code, what] = /^ {2}(\d) {2}(.*)$/.exec(line) ?? [];
    return code === undefined ? [] : ['.TP', `.B ${code}`, `${escaped(what!)}.`];
  });
}

/** Text of ours as man(7) has it: a hyphen that a reader may copy, no line that begins a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
