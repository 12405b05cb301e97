/** What the options of `series` ask for, checked before anything is looked at. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failureInWords, UserError } from '../../errors.js';
import { checkCover, type ReadMail } from '../../patch/index.js';
import type { HumanWords } from '../../series/cover.js';
import { SPLITS, type Split, splitOf } from '../../series/plan.js';
import { MOST_PATCHES } from '../../series/postings.js';
import { decodeUtf8, isUnicode } from '../../unicode.js';
import type { Arguments, Option } from '../command.js';
import type { World } from '../world.js';
import type { BuildRequest } from './build.js';
import { nextVersion, readFormer } from './former.js';

/** The options of `series`, in the order in which help shows them. */
export const OPTIONS: readonly Option[] = [
  {
    name: 'output',
    short: 'o',
    kind: 'text',
    value: 'DIR',
    what: 'The folder for the patches; there may be no others in it',
  },
  { name: 'force', kind: 'flag', what: 'Replace the patches that a former run wrote there', rare: true },
  {
    name: 'branch',
    kind: 'text',
    value: 'NAME',
    what: 'Commits on a new branch, besides or instead of patches',
    rare: true,
  },
  { name: 'plan', kind: 'flag', what: 'Only show which changes go into which patch' },
  { name: 'json', kind: 'flag', what: 'Show the plan as JSON', rare: true },
  {
    name: 'split',
    kind: 'text',
    value: 'WHAT',
    values: SPLITS,
    what: `One patch for each ${SPLITS.slice(0, -1).join(', ')}, or for ${SPLITS.at(-1)}`,
  },
  {
    name: 'max',
    kind: 'text',
    value: 'N',
    what: `Patches in one series; more become several, by tree (${MOST_PATCHES})`,
    rare: true,
  },
  { name: 'signoff', kind: 'flag', what: 'Sign off each patch as the person that git knows' },
  {
    name: 'cover',
    kind: 'text',
    value: 'FILE',
    what: 'A file with the cover letter: its subject, a blank line, your words',
    rare: true,
  },
  {
    name: 'reroll-count',
    short: 'v',
    kind: 'text',
    value: 'N',
    what: 'Mark the series as version N',
    rare: true,
  },
  {
    name: 'previous',
    kind: 'text',
    value: 'DIR',
    what: 'The last version: says what changed, keeps your words',
    rare: true,
  },
  { name: 'rfc', kind: 'flag', what: 'Mark the series as a request for comments', rare: true },
  { name: 'resend', kind: 'flag', what: 'Mark the series as sent again, unchanged', rare: true },
  {
    name: 'subject-prefix',
    kind: 'text',
    value: 'TEXT',
    what: 'What stands in the brackets: "PATCH net-next"',
    rare: true,
  },
  {
    name: 'in-reply-to',
    kind: 'text',
    value: 'ID',
    what: 'The id of a mail that the series replies to',
    rare: true,
  },
  { name: 'thread', kind: 'flag', what: 'Give each mail an id; otherwise git send-email does', rare: true },
  { name: 'no-recipients', kind: 'flag', what: 'Name nobody in To: and Cc:', rare: true },
  {
    name: 'build',
    kind: 'text',
    value: 'CMD',
    what: "Run CMD after each patch, in a copy of the tree: 'make $OBJECTS'",
    rare: true,
  },
  {
    name: 'build-dir',
    kind: 'text',
    value: 'FOLDER',
    what: 'The folder for the copy (DIR.build)',
    rare: true,
  },
  {
    name: 'checkpatch',
    kind: 'text',
    value: 'SCRIPT',
    what: 'Run this checkpatch.pl over each patch, such as scripts/checkpatch.pl',
    rare: true,
  },
  {
    name: 'explain-to',
    kind: 'flag',
    what: 'Only show who gets which patch, and which line of MAINTAINERS says so',
    rare: true,
  },
];

/** What to make of a run. */
export interface Request {
  /** The folder for the patches, and what messages call it. */
  readonly output: { readonly folder: string; readonly shown: string } | undefined;
  readonly force: boolean;
  readonly branch: string | undefined;
  /** Whether only something is to be shown, and what. */
  readonly show: 'plan' | 'plan-json' | 'people' | undefined;
  readonly split: Split;
  readonly most: number;
  readonly signoff: boolean;
  readonly cover: HumanWords | undefined;
  /** The last version, if there is one to compare with. */
  readonly former: readonly ReadMail[] | undefined;
  readonly version: number;
  readonly rfc: boolean;
  readonly resend: boolean;
  /** Whether the patches of `former` are sent again under their number, so that none may have changed. */
  readonly isRepost: boolean;
  readonly subjectPrefix: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly thread: boolean;
  readonly recipients: boolean;
  readonly build: BuildRequest | undefined;
  /** The script as named. */
  readonly checkpatch: string | undefined;
  /** Whether what needs a person's consent goes in as well. */
  readonly review: boolean;
}

/** @throws UserError for options that make no sense, or contradict each other. */
export function requestOf(args: Arguments, world: World): Request {
  const show = args.flag('explain-to')
    ? 'people'
    : args.flag('plan')
      ? args.flag('json')
        ? 'plan-json'
        : 'plan'
      : undefined;
  if (args.flag('json') && show !== 'plan-json') {
    throw new UserError('--json is for the plan: add --plan, or leave it out');
  }
  const shown = args.text('output');
  const branch = args.text('branch');
  if (show === undefined && branch === undefined && (shown === undefined || shown === '')) {
    throw new UserError('name the folder for the patches: -o DIR (--plan shows first what would be in it)');
  }
  const cover = args.text('cover');
  const previous = args.text('previous');
  const former = previous === undefined ? undefined : readFormer(resolve(world.cwd, previous), previous);
  const given = args.text('reroll-count');
  // What is sent again as it was keeps its number.
  const least = former === undefined ? 1 : nextVersion(former) - (args.flag('resend') ? 1 : 0);
  const version = numberOf('-v', given ?? `${least}`);
  if (version < least) {
    throw new UserError(
      `-v: expected a version after that of ${previous}, found ${version}; give ${least} or more`,
    );
  }
  return {
    output: shown === undefined || shown === '' ? undefined : { folder: resolve(world.cwd, shown), shown },
    force: args.flag('force'),
    branch,
    show,
    split: splitOf(args.text('split') ?? 'driver', '--split'),
    most: numberOf('--max', args.text('max') ?? `${MOST_PATCHES}`),
    signoff: args.flag('signoff'),
    cover: cover === undefined ? undefined : humanWords(resolve(world.cwd, cover), cover),
    former,
    version,
    isRepost: former !== undefined && version < nextVersion(former),
    rfc: args.flag('rfc'),
    resend: args.flag('resend'),
    subjectPrefix: args.text('subject-prefix'),
    inReplyTo: args.text('in-reply-to'),
    thread: args.flag('thread'),
    recipients: !args.flag('no-recipients'),
    build: buildOf(args, world),
    checkpatch: args.text('checkpatch'),
    review: args.review,
  };
}

function buildOf(args: Arguments, { cwd }: World): BuildRequest | undefined {
  const command = args.text('build');
  if (command === undefined) return undefined;
  if (command.trim() === '' || /[^\P{Cc}\t]/u.test(command)) {
    throw new UserError('--build: expected a command on one line, found none');
  }
  const output = args.text('output');
  const shown =
    args.text('build-dir') ?? (output === undefined ? undefined : `${output.replace(/\/+$/, '')}.build`);
  if (shown === undefined) throw new UserError('--build: name a folder to build in: --build-dir FOLDER');
  return { command, folder: resolve(cwd, shown), shown };
}

function numberOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new UserError(`${option}: expected a whole number from 1 on, found "${text}"`);
  }
  return Number(text);
}

/** What git, b4 and we would leave for a person to fill in. */
const PLACEHOLDER = /\*\*\*\s*(?:SUBJECT|BLURB) HERE\s*\*\*\*|\bEDITME\b/;

/** A person's words for the cover letter. @throws UserError where the file holds none, or unfinished ones. */
function humanWords(file: string, shown: string): HumanWords {
  let bytes: string;
  try {
    bytes = readFileSync(file, 'latin1');
  } catch (error) {
    throw new UserError(`cannot read the cover letter ${shown}: ${failureInWords(error)}`);
  }
  const text = decodeUtf8(bytes).replace(/\r\n/g, '\n');
  if (!isUnicode(text)) throw new UserError(`${shown}: expected UTF-8, found other bytes; convert it`);
  const left = PLACEHOLDER.exec(text)?.[0];
  if (left !== undefined) {
    throw new UserError(
      `${shown}: expected a finished cover letter, found "${left}"; write what belongs there`,
    );
  }
  const [subject = '', blank = '', ...rest] = text.trim().split('\n');
  if (subject.trim() === '' || blank.trim() !== '') {
    throw new UserError(
      `${shown}: expected a subject in the first line and a blank line below it, found ${JSON.stringify(blank === '' ? subject : blank)}; ` +
        'write the subject first',
    );
  }
  const words = { subject: subject.trim(), text: rest.join('\n').trim() };
  checkCover({ subject: words.subject, blurb: words.text });
  return words;
}
