/** When a patch was written and when it is sent, as mail says it. */
import { UserError } from '../errors.js';
import type { MailDate } from '../patch/index.js';
import type { World } from './world.js';

/** How a date begins that is not the raw form: ISO 8601, or RFC 2822. */
const READABLE = /^(?:\d{4}-\d\d-\d\d[T ]|(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} )\d\d:\d\d/;

/**
 * `GIT_AUTHOR_DATE` where it is set, in the forms that git writes (`1537444800 +0530`, ISO 8601 or RFC 2822 with a
 * zone); else now, in the zone of this machine.
 *
 * @throws UserError for a date in another form.
 */
export function authorDate(world: Pick<World, 'env' | 'today'>): MailDate {
  return dateIn('GIT_AUTHOR_DATE', world);
}

/**
 * When a series is sent: what its cover letter is dated, and its ids hold. As git has it: `GIT_COMMITTER_DATE`, or now,
 * whatever its patches' author date.
 *
 * @throws UserError for a date in another form.
 */
export function sendingDate(world: Pick<World, 'env' | 'today'>): MailDate {
  return dateIn('GIT_COMMITTER_DATE', world);
}

function dateIn(variable: string, { env, today }: Pick<World, 'env' | 'today'>): MailDate {
  const given = env[variable];
  if (given === undefined || given === '') {
    const now = today();
    return { seconds: Math.floor(now.getTime() / 1000), offset: -now.getTimezoneOffset() };
  }
  const zone =
    /([+-])(\d\d):?(\d\d)$/.exec(given) ?? (/(?:Z|GMT|UTC)$/.test(given) ? ['', '+', '00', '00'] : null);
  const raw = /^@?(\d+) [+-]\d{4}$/.exec(given);
  const seconds =
    raw !== null ? Number(raw[1]) : READABLE.test(given) ? Date.parse(given) / 1000 : Number.NaN;
  if (zone === null || Number.isNaN(seconds)) {
    throw new UserError(
      `${variable}: expected a date with a zone, such as 2018-09-20T12:00:00+0530, found "${given}"`,
    );
  }
  const minutes = Number(zone[2]) * 60 + Number(zone[3]);
  return { seconds: Math.floor(seconds), offset: zone[1] === '-' ? -minutes : minutes };
}
