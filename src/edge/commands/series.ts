/** `faultline series`: what `diff` shows as a series of patches, in mails, in commits, or both. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.js';
import {
  type Base,
  checkSeriesOptions,
  type Patch,
  type Person,
  patchId,
  type SeriesOptions,
  tidy,
} from '../../patch/index.js';
import { type Apart, findApart } from '../../series/apart.js';
import { findFailing } from '../../series/proof.js';
import type { StyleCheck } from '../../series/style.js';
import type { Making } from '../../series/words.js';
import { openRead } from '../../sources.js';
import { checkBranch, makeCommits, type NewCommit, setBranch } from '../../tree/branch.js';
import { findUncommitted } from '../../tree/committed.js';
import { openDisk } from '../../tree/disk.js';
import { checkFolder, fillFolder } from '../../tree/folder.js';
import { git } from '../../tree/git.js';
import { checkObjectFormat } from '../../tree/object-format.js';
import { findTranslated } from '../../tree/translated.js';
import { decodeUtf8, printable } from '../../unicode.js';
import type { Change } from '../../verdict.js';
import { VERSION } from '../../version.js';
import { authorDate, sendingDate } from '../author-date.js';
import { type Arguments, type Command, treeFolder } from '../command.js';
import { DECISIONS_OPTION } from '../decisions-file.js';
import { discordIn } from '../discord.js';
import { exitCodeOf } from '../exit.js';
import { authorOf } from '../identity.js';
import { COMPAT_OPTION, MISSING_OPTIONS } from '../missing.js';
import { buildSteps } from '../series/build.js';
import { type CheckpatchFinding, findCaused, findScript } from '../series/checkpatch.js';
import { commandOf } from '../series/command-line.js';
import {
  type Posted,
  patchesOf,
  peopleText,
  postedOf,
  type StagedPatch,
  signOff,
} from '../series/letters.js';
import { type Outline, outlineJson, outlineOf, outlineText, retitled } from '../series/outline.js';
import { type People, readPeople } from '../series/people.js';
import { OPTIONS, type Request, requestOf } from '../series/request.js';
import { checkUnchanged } from '../series/unchanged.js';
import { look, type Session } from '../session.js';
import { tellLeft } from '../summary.js';
import { uninterrupted } from '../uninterrupted.js';
import type { World } from '../world.js';

export const series: Command = {
  name: 'series',
  what: 'Write one patch for each driver, for git am',
  takesTree: true,
  options: [
    ...OPTIONS,
    ...MISSING_OPTIONS.filter(one => one !== COMPAT_OPTION),
    { ...DECISIONS_OPTION, rare: true },
  ],
  examples: [['series ~/linux -o patches --signoff', 'For git send-email']],
  run: async (args, world) => {
    const request = requestOf(args, world);
    if (request.output !== undefined && request.show === undefined) {
      checkFolder(request.output.folder, request.output.shown, request.force);
      // What would make the patches other than git's is better said before the long work, as is all below.
      await checkObjectFormat(treeFolder(args, world));
    }
    if (request.checkpatch !== undefined) {
      findScript(request.checkpatch, treeFolder(args, world), world.cwd);
    }
    // Without a sender there is no series, which is better said before the long work.
    const sender =
      request.show === undefined ? await authorOf(treeFolder(args, world), world.env) : undefined;
    if (request.branch !== undefined && request.show === undefined) {
      await checkBranch(await openDisk(treeFolder(args, world)), request.branch);
    }
    // What no mail could be written with, likewise.
    checkSeriesOptions(optionsOf(request, sender ?? NOBODY, world, undefined));
    const session = await look(args, world, 'patches');
    const changes = session.ledger.changes.filter(({ kind }) => kind === 'convert' || args.review);
    const say = async (text: string) => {
      if (!args.quiet) await world.err.write(`${text}\n`);
    };
    if (changes.length === 0) await say('no patch to write');
    else await make({ session, changes, request, sender, args, world, say });
    await session.timing.tell();
    await tellLeft(session.ledger, args, world);
    return exitCodeOf(session.ledger, args.review);
  },
};

/** Who would send what is only looked at. */
const NOBODY: Person = { name: 'nobody', email: 'nobody@localhost' };

/** What a series is made of, and where it goes. */
interface Work {
  readonly session: Session;
  readonly changes: readonly Change[];
  readonly request: Request;
  /** Undefined where nothing is to be written. */
  readonly sender: Person | undefined;
  readonly args: Arguments;
  readonly world: World;
  readonly say: (text: string) => Promise<void>;
}

async function make(work: Work): Promise<void> {
  const { session, changes, request, world } = work;
  session.timing.enter('plan series');
  const people = await peopleOf(work);
  const outlines = await outlineOf(session, changes, people, request);
  if (request.show === 'plan') return world.out.write(outlineText(outlines));
  if (request.show === 'plan-json') return world.out.write(outlineJson(outlines, request.split));
  await write(work, outlines, request.recipients ? people : undefined);
}

/** Who takes what, which decides the plan as well: that nobody is to be named does not change the patches. */
async function peopleOf({ session, request, say }: Work): Promise<People | undefined> {
  if (!request.recipients) return readableOf(session);
  const people = readPeople(session.tree);
  if (people === undefined) await say('the tree has no MAINTAINERS, so no patch says who should get it');
  for (const problem of people?.problems ?? []) await say(printable(problem));
  return people;
}

/** The same where a MAINTAINERS that means nothing is as good as none. */
function readableOf({ tree }: Session): People | undefined {
  try {
    return readPeople(tree);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function write(work: Work, planned: readonly Outline[], people: People | undefined): Promise<void> {
  const { session, request, args, world } = work;
  const { timing } = session;
  timing.enter('make mails');
  const sender = work.sender ?? NOBODY;
  await checkTranslated(work);
  await tellPlace(work);
  const making: Making = {
    command: commandOf(session, args, request, world),
    build: request.build?.command,
    apart: await apartIn(work),
    ledger: session.ledger,
  };
  const options = optionsOf(request, sender, world, await baseOf(work));
  const plain = patchesOf(session, planned, making, request.signoff ? sender : undefined, request);
  const outlines = retitled(planned, plain.map(subjectsIn), session.transforms);
  await tellSigners(work, plain.flat());
  const ids = await commitsOf(work, plain.flat(), options);
  const staged = withCommits(plain, ids);
  const post = (styles?: readonly StyleCheck[]) =>
    Promise.all(
      outlines.map(({ posting: { after } }, at) => {
        const before = after.flatMap(earlier => staged[earlier]!.map(({ patch }) => patchId(patch.files)));
        const base = options.base && { ...options.base, prerequisites: before };
        return postedOf(session, outlines, at, staged, {
          ...{ request, people, making, style: styles?.[at] },
          // The ids of cover letters differ in the second alone.
          options: { ...options, base, thread: options.thread && { seconds: options.thread.seconds + at } },
        });
      }),
    );
  const first = await post();
  if (request.show === 'people') {
    return world.out.write(
      peopleText(
        outlines,
        first.map(({ recipients }) => recipients),
      ),
    );
  }
  timing.enter('prove series');
  await prove(session, staged.flat(), args);
  if (request.checkpatch !== undefined) timing.enter('checkpatch');
  const styles = await checkStyle(work, staged, first, options);
  const posted = styles === undefined ? first : await post(styles);
  const files = posted.flatMap(one => one.files);
  if (request.build !== undefined) timing.enter('build');
  await build(work, staged);
  timing.enter('write');
  checkUnchanged(session);
  const { output, branch } = request;
  // A branch stays where it is made, so what can fail comes first.
  if (output !== undefined) {
    await uninterrupted(() => fillFolder(output.folder, output.shown, files, request.force));
  }
  if (branch !== undefined) {
    const tip = ids.at(-1)!;
    await setBranch(session.tree, branch, tip);
    await world.out.write(`${printable(branch)} ${tip}\n`);
  }
  if (output !== undefined) {
    await world.out.write(files.map(({ name }) => `${printable(join(output.shown, name))}\n`).join(''));
  }
}

/** What stays of another type than its slots, which is told as well. */
async function apartIn({ session, say }: Work): Promise<readonly Apart[]> {
  const { files, sources, tree, transforms } = session;
  const after = files.map(({ path, after: text }) => openRead(sources, path).reopen(text));
  const found = await findApart(after, {
    tree,
    sources,
    slots: transforms.flatMap(({ rule }) => rule.slots),
  });
  for (const { head, slotType } of found) {
    await say(
      printable(
        `${head.name}() still returns ${head.type} after the series, in a member of ${slotType} (${head.path}:${head.line}): ` +
          'one type to the compiler for now, and the patch of the member says so',
      ),
    );
  }
  return found;
}

function subjectsIn(staged: readonly StagedPatch[]): readonly string[] {
  return staged.map(({ patch }) => patch.subject);
}

/** A sign-off that was kept is the word of whoever gave it; whoever passes a patch on adds one. */
async function tellSigners({ sender, say }: Work, staged: readonly StagedPatch[]): Promise<void> {
  for (const { patch } of sender === undefined ? [] : staged) {
    const signers: readonly string[] = patch.body.match(/^Signed-off-by: .*$/gm) ?? [];
    if (signers.length === 0 || signers.includes(signOff(sender!))) continue;
    await say(
      `"${printable(patch.subject)}" is signed off by others alone (${printable(signers.at(-1)!.replace(/^.*?: /, ''))}): --signoff adds yours`,
    );
  }
}

/** @throws UserError where a tree between two patches would not hold together; nothing is written then. */
async function prove(session: Session, staged: readonly StagedPatch[], args: Arguments): Promise<void> {
  const { tree, sources, transforms } = session;
  const stages = staged.map(({ stage }) => stage);
  const slots = transforms.flatMap(({ rule }) => rule.slots);
  const failing = await findFailing(stages, { tree, sources, slots });
  if (failing === undefined) return;
  const { subject } = staged[failing.step - 1]!.patch;
  const headersAreElsewhere = args.text('kernel') !== undefined || args.text('headers') !== undefined;
  // No split mends what the changes leave as a whole.
  const isWhole = (await discordIn(session)) !== undefined;
  throw new UserError(
    `after patch ${failing.step} ("${subject}") the tree would not hold together: ${failing.why}; ` +
      `nothing was written: ${
        headersAreElsewhere
          ? 'where the headers in TREE are the ones it is built with, give --prepare instead of --kernel or --headers'
          : isWhole
            ? 'take the change of both, or of neither'
            : 'choose another --split, and please report it'
      }`,
  );
}

/** Where a kernel has its style checker. */
const CHECKPATCH = 'scripts/checkpatch.pl';

/** What checkpatch finds in each mail, where it was asked for. */
async function checkStyle(
  { session, request, world, say }: Work,
  staged: readonly (readonly StagedPatch[])[],
  posted: readonly Posted[],
  options: SeriesOptions,
): Promise<readonly StyleCheck[] | undefined> {
  const { root } = session.tree;
  if (request.checkpatch === undefined) {
    // It is the tree's own program, so it is not run unasked.
    if (existsSync(join(root, CHECKPATCH))) {
      await say(`${CHECKPATCH} was not run over the patches; --checkpatch ${CHECKPATCH} does it`);
    }
    return undefined;
  }
  const script = findScript(request.checkpatch, root, world.cwd);
  // Without a sign-off there is none to be found wrong.
  const isMeant = ({ type }: CheckpatchFinding) => request.signoff || !/SIGN_OFF/.test(type);
  const found = staged.map((own, at) => {
    const mails = posted[at]!.files.slice(-own.length);
    return own.map(({ patch }, i) => ({
      name: mails[i]!.name,
      findings: findCaused(script, root, mails[i]!, patch, options).filter(isMeant),
    }));
  });
  for (const { name, findings } of found.flat()) {
    for (const { level, type, place, text } of findings) {
      await say(printable(`${name}: ${level}:${type}: ${place}: ${text}`));
    }
  }
  const all = found.flat().flatMap(({ findings }) => findings);
  const many = (level: string) => all.filter(one => one.level === level).length;
  await say(`checkpatch: ${many('ERROR')} errors, ${many('WARNING')} warnings, ${many('CHECK')} checks`);
  return found.map(own => ({ script: basename(script), patches: own.map(({ findings }) => findings) }));
}

/** Builds each step of what is about to be written, where that was asked for. */
async function build(
  { session, request, say }: Work,
  staged: readonly (readonly StagedPatch[])[],
): Promise<void> {
  if (request.build === undefined) return;
  const steps = staged.flat().map(({ stage, patch: { subject } }) => ({ stage, subject }));
  await buildSteps(session.tree.root, steps, request.build, say);
}

/** The ids of the patches' commits where there is to be a branch of them; a mail says them, as git's own does. */
async function commitsOf(
  { session, request: { branch, show } }: Work,
  staged: readonly StagedPatch[],
  options: SeriesOptions,
): Promise<readonly string[]> {
  if (branch === undefined || show !== undefined) return [];
  const commits = staged.map(({ patch }) => commitOf(patch, options));
  return makeCommits(session.tree, branch, commits);
}

function withCommits(
  staged: readonly (readonly StagedPatch[])[],
  ids: readonly string[],
): readonly (readonly StagedPatch[])[] {
  let at = 0;
  return staged.map(own =>
    own.map(one => {
      const commit = ids[at++];
      // A repository of longer ids has none that a mail could name as git does.
      return commit?.length === 40 ? { ...one, patch: { ...one.patch, commit } } : one;
    }),
  );
}

function commitOf({ subject, body, files, author }: Patch, { sender, date }: SeriesOptions): NewCommit {
  return {
    message: body === '' ? `${subject}\n` : `${subject}\n\n${tidy(body)}`,
    author: author ?? sender,
    committer: sender,
    date,
    files: files.map(({ path, before = '', after = '', mode = '100644' }) => ({ path, before, after, mode })),
  };
}

function optionsOf(request: Request, sender: Person, world: World, base: Base | undefined): SeriesOptions {
  const [date, coverDate] = [authorDate(world), sendingDate(world)];
  const { subjectPrefix, version, rfc, resend, inReplyTo, thread } = request;
  return {
    ...{ sender, date, coverDate, base, subjectPrefix, version, rfc, resend, inReplyTo },
    thread: thread ? { seconds: coverDate.seconds } : undefined,
    signature: `faultline ${VERSION}`,
  };
}

/** @throws UserError where git keeps a file otherwise than the disk has it, so that no patch of it would apply. */
async function checkTranslated({ session: { tree, files } }: Work): Promise<void> {
  const found = await findTranslated(tree, files.map(readOf));
  if (found === undefined) return;
  throw new UserError(
    `expected ${printable(found.path)} on the disk as git keeps it, but git translates it, ${found.how}: patches of it ` +
      'would not apply; run faultline in a checkout in which git does not',
  );
}

/** In a folder of a checkout the patches name files from there, which git am has to be told at the top. */
async function tellPlace({ session: { tree }, request: { output }, say }: Work): Promise<void> {
  if (!tree.inGit || tree.isTop || output === undefined) return;
  const answer = await git(tree.root, ['rev-parse', '--show-prefix']);
  const place = decodeUtf8((answer?.out ?? '').replace(/\/?\n$/, ''));
  await say(
    `TREE is no top of a checkout, so the patches name files from there: git am --directory=${printable(place)}`,
  );
}

function readOf({ path, before }: Session['files'][number]) {
  return { path, bytes: Buffer.from(before, 'latin1') };
}

/** The commit that the series builds on; none where the tree is not the top of a checkout, or differs from it. */
async function baseOf({ session: { tree, files }, say }: Work): Promise<Base | undefined> {
  if (!tree.isTop) return undefined;
  const read = files.map(file => ({
    ...readOf(file),
    mode: tree.isExecutable(file.path) ? '100755' : '100644',
  }));
  const [first] = await findUncommitted(tree, read);
  if (first !== undefined) {
    await say(`no base commit can be named, since ${printable(first.path)} ${first.why}`);
    return undefined;
  }
  const head = await git(tree.root, ['rev-parse', '--verify', 'HEAD']);
  const commit = head?.out.trim() ?? '';
  return /^[0-9a-f]{40}$/.test(commit) ? { commit } : undefined;
}
