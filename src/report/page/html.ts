/** HTML that nothing can be smuggled into: what a template is given is text, unless it is HTML that a template made. */

/** Markup; only `html` and `trusted` make it. */
export class Html {
  constructor(readonly markup: string) {}
}

type Value = string | number | undefined | Html | readonly Html[];

/** A piece of HTML. Values are escaped for texts and for attributes in double quotes; undefined gives nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((all, text, i) => all + markupOf(values[i - 1]) + text));
}

/** Our own markup, style or script: never what comes from a tree. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return escapeHtml(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => ESCAPES[char]!);
}
