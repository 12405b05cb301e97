/** From the plan of a series to its patches, complete but for what a mail adds. */

import { UserError } from '../../errors.js';
import {
  type FileChange,
  type Patch,
  type Person,
  type Recipient,
  renderSeries,
  type SeriesFile,
  type SeriesOptions,
} from '../../patch/index.js';
import { coverOf, leftIn, mergePlan, releaseIn } from '../../series/cover.js';
import { needsOf } from '../../series/needs.js';
import { type Stage, stagesOf } from '../../series/stages.js';
import { type StyleCheck, styleNotes, styleOf } from '../../series/style.js';
import { toldApart } from '../../series/subjects.js';
import { formerOf, goneSince, type Successor, since, withRangeDiff } from '../../series/versions.js';
import { bodyOf, type Making } from '../../series/words.js';
import { printable } from '../../unicode.js';
import type { Session } from '../session.js';
import { changedSince } from './former.js';
import type { Outline } from './outline.js';
import { type People, textOf } from './people.js';
import type { Request } from './request.js';

/** One patch with the step it carries out. */
export interface StagedPatch extends Successor {
  readonly stage: Stage;
}

/** The patches of all outlines, in order; each goes on from where the one before left the tree. */
export function patchesOf(
  session: Session,
  outlines: readonly Outline[],
  making: Making,
  signer: Person | undefined,
  { former, version, isRepost }: Request,
): readonly (readonly StagedPatch[])[] {
  const steps = outlines.flatMap(({ posting }) => posting.steps);
  const stages = stagesOf(steps, new Map(session.files.map(file => [file.path, file])));
  const stageOf = new Map(stages.map(stage => [stage.step, stage]));
  const plain = outlines.flatMap(({ posting, subjects }) =>
    posting.steps.map((step, at) => {
      const stage = stageOf.get(step)!;
      const body = bodyOf(step, session.transforms, making, stage.files);
      return { stage, patch: { subject: subjects[at]!, body, files: filesOf(stage, session) } };
    }),
  );
  const patches = plain.map(({ patch }): Patch => patch);
  const told =
    former === undefined
      ? patches.map(patch => ({ patch, from: undefined }))
      : since(patches, former, version);
  const changed = isRepost ? told.find(({ patch: { notes } }) => notes !== undefined) : undefined;
  if (changed !== undefined) throw notTheSame(`"${changed.patch.subject}" is another patch now`);
  const subjects = toldApart(
    told.map(({ patch }) => patch.subject),
    told.map(({ patch, from }) => from !== undefined && patch.subject === from.subject),
    steps,
  );
  const staged = plain.map(({ stage }, i): StagedPatch => {
    const { patch, from } = told[i]!;
    return { stage, from, patch: { ...patch, subject: subjects[i]!, body: signed(patch.body, signer) } };
  });
  return outlines.map(({ posting }) => staged.splice(0, posting.steps.length));
}

function notTheSame(found: string): UserError {
  return new UserError(
    `--resend: expected the same patches as in --previous, found that ${found}; leave out --resend, for a new version`,
  );
}

/** The line by which a person signs off. */
export function signOff({ name, email }: Person): string {
  return `Signed-off-by: ${name} <${email}>`;
}

/** The body with a sign-off below it, unless it has that one. */
export function signed(body: string, signer: Person | undefined): string {
  if (signer === undefined) return body;
  const line = signOff(signer);
  if (body.split('\n').includes(line)) return body;
  // A body that ends in trailers is gone on with, so that they stay one block.
  const hasTrailers = /(?:^|\n\n)(?:[A-Z][a-z-]+(?:-by)?: .+\n?)+$/.test(body);
  return `${body}${hasTrailers ? '\n' : '\n\n'}${line}`;
}

function filesOf({ files }: Stage, { tree }: Session): readonly FileChange[] {
  return files.map(({ path, before, after }) => ({
    path,
    before,
    after,
    mode: tree.isExecutable(path) ? '100755' : '100644',
  }));
}

/** What the mails are made of, besides the patches. */
export interface Circumstances {
  readonly request: Request;
  readonly people: People | undefined;
  readonly making: Making;
  readonly options: SeriesOptions;
  /** What a style checker found in this posting; undefined where none was asked. */
  readonly style: StyleCheck | undefined;
}

/** The mails of one posting, and who gets each patch. */
export interface Posted {
  readonly files: readonly SeriesFile[];
  /** One entry per patch. */
  readonly recipients: readonly (readonly Recipient[])[];
}

/**
 * The mails of the posting at a place among the outlines.
 *
 * @param all The patches of each posting.
 */
export async function postedOf(
  session: Session,
  outlines: readonly Outline[],
  at: number,
  all: readonly (readonly StagedPatch[])[],
  { request, people, making, options, style }: Circumstances,
): Promise<Posted> {
  const { posting } = outlines[at]!;
  const staged = all[at]!;
  const postings = outlines.map(outline => outline.posting);
  const every = request.former ?? [];
  const former = formerOf(all, at, every);
  const wantsCover = staged.length > 1 || request.cover !== undefined;
  const release = options.base === undefined ? releaseIn(textOf(session.tree, 'Makefile') ?? '') : undefined;
  // Without a cover letter reviewers are told below the line who takes the patch, and after what.
  const stagedFiles = staged.flatMap(({ stage }) => stage.files);
  const needs = needsOf(session.missing, stagedFiles, session.transforms);
  const plan = postings.length === 1 ? [] : mergePlan({ postings, at, release });
  const bare = staged.map(({ patch }, i) =>
    withNotes(patch, [
      ...(style === undefined ? [] : styleNotes(style.script, style.patches[i]!)),
      ...leftIn(patch, session.ledger, request.review),
      ...(wantsCover ? [] : [...plan, ...needs]),
    ]),
  );
  const [gone] = goneSince(bare, former, request.version);
  if (request.isRepost && gone !== undefined) throw notTheSame(gone);
  const range =
    former.length === 0 || request.isRepost
      ? undefined
      : await changedSince(session.tree, { all: every, own: new Set(former) }, bare, {
          author: options.sender,
          date: options.date,
        });
  const appendix = range === undefined ? undefined : `Range-diff against v${request.version - 1}:\n${range}`;
  const where = wantsCover ? 'in the cover letter' : 'below';
  const news = gone === undefined ? [] : [gone];
  // One patch alone says itself what a cover letter would say of the last version, where git puts it as well.
  const told = (wantsCover ? bare : bare.map(patch => ({ ...withNotes(patch, news), appendix }))).map(
    patch => (range === undefined ? patch : withRangeDiff(patch, where)),
  );
  // Who gets a mail depends on all that it says.
  const mails = renderSeries(told, undefined, options);
  const recipients = told.map(({ files }, i) =>
    people === undefined
      ? []
      : people.of(
          files.map(({ path }) => path),
          mails[i]!.bytes.toString('latin1'),
        ),
  );
  const patches = told.map((patch, i) => ({ ...patch, ...addressed(recipients[i]!) }));
  const cover = wantsCover && {
    appendix,
    ...coverOf({
      postings,
      at,
      ledger: session.ledger,
      transforms: session.transforms,
      making,
      subject: outlines[at]!.cover,
      review: request.review,
      release,
      human: request.cover,
      needs,
      style: style === undefined ? [] : styleOf(style),
      news,
    }),
    ...addressed(once(recipients.flat())),
  };
  const files = renderSeries(patches, cover || undefined, options);
  const folder = posting.name === undefined ? '' : `${`${at + 1}`.padStart(2, '0')}-${posting.name}/`;
  return { files: files.map(({ name, bytes }) => ({ name: folder + name, bytes })), recipients };
}

/** The patch with paragraphs for reviewers below those that it has. */
function withNotes(patch: Patch, paragraphs: readonly string[]): Patch {
  const all = [...(patch.notes === undefined ? [] : [patch.notes]), ...paragraphs];
  return all.length === 0 ? patch : { ...patch, notes: all.join('\n\n') };
}

/** Maintainers in To:, all others in Cc:; where there is no maintainer, the others are written to. */
function addressed(recipients: readonly Recipient[]): Pick<Patch, 'to' | 'cc'> {
  const to = recipients.filter(({ kind }) => kind === 'maintainer');
  const cc = recipients.filter(({ kind }) => kind !== 'maintainer');
  return to.length === 0 ? { to: cc, cc: [] } : { to, cc };
}

/** Each address once: a maintainer of one patch is one of all. */
function once(recipients: readonly Recipient[]): readonly Recipient[] {
  const rank = ({ kind }: Recipient) => ['maintainer', 'reviewer', 'list'].indexOf(kind);
  const known = new Map<string, Recipient>();
  for (const one of [...recipients].sort((a, b) => rank(a) - rank(b))) {
    if (!known.has(one.email)) known.set(one.email, one);
  }
  return [...known.values()];
}

/** Who gets which patch, and which line of MAINTAINERS says so. */
export function peopleText(
  outlines: readonly Outline[],
  recipients: readonly (readonly (readonly Recipient[])[])[],
): string {
  const blocks = outlines.flatMap(({ subjects }, i) =>
    subjects.map((subject, at) => {
      const lines = recipients[i]![at]!.flatMap(({ name, email, role, why }) => [
        `  ${name === undefined || name === '' ? email : `${name} <${email}>`} (${role})`,
        `    ${why}`,
      ]);
      const none = lines.length === 0 ? ['  nobody'] : lines;
      return [subject, ...none].map(line => `${printable(line)}\n`).join('');
    }),
  );
  return blocks.join('\n');
}
