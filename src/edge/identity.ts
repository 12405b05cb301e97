/** Who a patch is from. */
import { UserError } from '../errors.js';
import { git } from '../tree/git.js';
import { decodeUtf8 } from '../unicode.js';
import type { World } from './world.js';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

/**
 * The author as git would name him: from the environment, else from its settings. Never made up from the name of
 * this machine, as git does when nothing is set.
 *
 * @throws UserError where there is none, or it could not stand in a mail.
 */
export async function authorOf(folder: string, env: World['env']): Promise<Identity> {
  const name = withoutCrud(env.GIT_AUTHOR_NAME || (await setting(folder, 'user.name')));
  const email = withoutCrud(env.GIT_AUTHOR_EMAIL || (await setting(folder, 'user.email')));
  if (name === undefined || email === undefined) {
    const missing = [...(name ? [] : ['user.name']), ...(email ? [] : ['user.email'])].join(' and ');
    throw new UserError(
      `nobody to write the patches from: git has no ${missing}; set it with \`git config --global\`, ` +
        'or set GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL',
    );
  }
  if (name === '' || /[\p{Cc}<>\u{fffd}]/u.test(name)) throw unfit('name', name);
  if (!/^[^\s\p{Cc}<>@]+@[^\s\p{Cc}<>@]+$/u.test(email)) throw unfit('email', email);
  return { name, email };
}

/** A name or an address as git takes it into a commit: without what its `crud()` (ident.c) leaves out at both ends. */
function withoutCrud(said: string | undefined): string | undefined {
  return said?.replace(/^[\0- .,:;<>"\\']+|[\0- .,:;<>"\\']+$/g, '');
}

function unfit(what: string, found: string): UserError {
  return new UserError(
    `the author's ${what} cannot stand in a mail: found ${JSON.stringify(found)}; set another`,
  );
}

async function setting(folder: string, key: string): Promise<string | undefined> {
  const answer = await git(folder, ['config', '--get', '-z', key]);
  const value = answer?.code === 0 ? decodeUtf8(answer.out.replace(/\0$/, '')).trim() : '';
  return value === '' ? undefined : value;
}
