/** One phrase for all that a patch or a series does. */
import { groupBy } from '../order.js';
import { listed } from './paragraphs.js';

const FUNCTION = /\b[A-Za-z_]\w*\(\)/g;

/**
 * The titles in one phrase: all of them where they fit, else with what their functions have in common
 * (`convert gizmo_insert_*() to gizmo_put_*()`), else the first and that there are others.
 */
export function summaryOf(titles: readonly string[], fits: (summary: string) => boolean): string {
  // A title that another one begins with says nothing more.
  const telling = titles.filter(title => !titles.some(other => other !== title && other.startsWith(title)));
  const shapes = [...groupBy(telling, title => title.replace(FUNCTION, '()')).values()];
  const forms = [
    listed(shapes.map(alike => joined(alike, listed))),
    listed(shapes.map(alike => joined(alike, starred))),
  ];
  const [first = ''] = telling;
  return forms.find(fits) ?? (telling.length > 1 ? `${joined(shapes[0]!, starred)}, and more` : first);
}

/** Titles that differ in their functions alone as one, each place with what `say` makes of its functions. */
function joined(titles: readonly string[], say: (names: readonly string[]) => string): string {
  const names = titles.map(title => title.match(FUNCTION) ?? []);
  const places = names[0]!.map((_, place) => [...new Set(names.map(own => own[place]!))]);
  const said = places.map(say);
  // Two places that come out alike would say that something becomes itself.
  const distinct = new Set(said).size === said.length ? said : places.map(listed);
  let place = 0;
  return titles[0]!.replace(FUNCTION, () => distinct[place++]!);
}

/** What names begin with, up to an underscore, and a star; all of them where they begin with nothing in common. */
function starred(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  const [first, ...others] = names.map(name => name.split(/(?<=_)/)) as [string[], ...string[][]];
  const end = first.findIndex((part, at) => others.some(other => other[at] !== part));
  const common = first.slice(0, Math.max(0, end)).join('');
  return common.replace(/^_+$/, '') === '' ? listed(names) : `${common}*()`;
}
