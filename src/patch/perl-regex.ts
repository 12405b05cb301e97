/**
 * Patterns of MAINTAINERS (`N:` and `K:`), which are Perl's with its /x flag, as JavaScript has them: white space and
 * comments in a pattern mean nothing, and `(?i)` and `(?i:…)` turn case off from there to the end of their group.
 */

/** @throws SyntaxError for a pattern that JavaScript cannot express. */
export function perlRegex(pattern: string): RegExp {
  let source = '';
  /** Whether case is off in each open group. */
  const groups: boolean[] = [];
  let anyCase = false;
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const flag = /^\(\?i(\)|:)/.exec(rest);
    const literal = /^(?:\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\])/s.exec(rest);
    if (flag !== null) {
      if (flag[1] === ':') {
        groups.push(anyCase);
        source += '(?:';
      }
      anyCase = true;
      at += flag[0].length - 1;
    } else if (literal !== null) {
      source += literal[0].startsWith('[') ? bracketed(literal[0], anyCase) : literal[0];
      at += literal[0].length - 1;
    } else if (/^\s/.test(rest)) {
    } else if (rest.startsWith('#')) {
      at += rest.search(/\n|$/) - 1;
    } else {
      const char = rest.charAt(0);
      if (char === '(') groups.push(anyCase);
      if (char === ')') anyCase = groups.pop() ?? anyCase;
      source += anyCase && /[a-z]/i.test(char) ? `[${char.toLowerCase()}${char.toUpperCase()}]` : char;
    }
  }
  return new RegExp(source);
}

/** A bracket expression, with both cases of its letters where case is off. */
function bracketed(text: string, anyCase: boolean): string {
  // A closing bracket in the first place stands for itself.
  const posix = text
    .replace(/^\[(\^?)\]/, '[$1\\]')
    .replace(/\[:(\w+):\]/g, (all, name: string) => POSIX[name] ?? all);
  if (!anyCase) return posix;
  return posix
    .replace(/([a-z])-([a-z])/gi, (all, from: string, to: string) => all + swapCase(`${from}-${to}`))
    .replace(/(?<![\\-])[a-z](?!-)/gi, letter => letter + swapCase(letter));
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, letter =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
