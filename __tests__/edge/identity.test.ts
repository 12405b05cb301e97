import { execFileSync } from 'node:child_process';
import { authorOf } from '../../src/edge/identity.js';
import { git, scratch } from '../tree/scratch.js';

/** A repository with settings of its own, whatever this machine's are. */
function repository(settings: Readonly<Record<string, string>>): string {
  const folder = scratch();
  git(folder, 'init', '-q');
  for (const key of ['user.name', 'user.email']) git(folder, 'config', key, settings[key] ?? '');
  return folder;
}

test('the author comes from the environment, else from the settings', async () => {
  const folder = repository({ 'user.name': 'J\u00f6rg Setting', 'user.email': 'joerg@example.com' });
  expect(await authorOf(folder, {})).toEqual({ name: 'J\u00f6rg Setting', email: 'joerg@example.com' });
  expect(await authorOf(folder, { GIT_AUTHOR_NAME: 'Env', GIT_AUTHOR_EMAIL: 'env@example.com' })).toEqual({
    name: 'Env',
    email: 'env@example.com',
  });
});

const OWN = ['-c', 'user.name=C', '-c', 'user.email=c@d.e'];

test('a name is as git takes it into a commit', async () => {
  const folder = scratch();
  const author = (name: string) => authorOf(folder, { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: '<a@b.c>' });
  for (const name of ['Sammy Davis Jr.', ' "Ann" ', '.,;: A', 'J\u00f6rg']) {
    const made = await author(name);
    git(folder, 'init', '-q');
    const identity = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: '<a@b.c>' };
    execFileSync('git', ['-C', folder, ...OWN, 'commit', '-q', '--allow-empty', '-m', 'x'], {
      env: { ...process.env, ...identity },
    });
    expect(`${made.name} <${made.email}>`).toBe(
      Buffer.from(git(folder, 'log', '-1', '--format=%an <%ae>').trim(), 'latin1').toString(),
    );
  }
  await expect(author('""')).rejects.toThrow(/name cannot stand in a mail/);
});

test('an author is never made up', async () => {
  await expect(authorOf(repository({ 'user.name': 'Only Name' }), {})).rejects.toThrow(
    /^nobody to write the patches from: git has no user\.email; /,
  );
  await expect(authorOf(repository({}), {})).rejects.toThrow(/git has no user\.name and user\.email/);
});

test('an author who would put a header into the mail is refused', async () => {
  const folder = scratch();
  const author = (name: string, email: string) =>
    authorOf(folder, { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email });
  await expect(author('A\nBcc: x@example.com', 'a@example.com')).rejects.toThrow(
    /name cannot stand in a mail/,
  );
  await expect(author('A', 'a@example.com\r\nBcc: x')).rejects.toThrow(/email cannot stand in a mail/);
  await expect(author('A', 'no address')).rejects.toThrow(/found "no address"/);
  await expect(author('A <b>', 'a@example.com')).rejects.toThrow(/name cannot stand/);
});
