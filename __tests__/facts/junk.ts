/** Trees with junk in them: what is said of them has to be right, or `unknown`. */
const STEP = 37;

/** Junk that takes no text away: it only makes the text around it hard to read. */
const JUNK = ['{', '}', ')', '(', ';', '"', "'", '@', '\n#else\n', '\n#endif\n', '= @', ', , ', '[', ' int '];

/** The tree with junk at places spread evenly: in one file at a time, then in half of the files at once. */
export function* brokenVersions(files: Readonly<Record<string, string | Buffer>>) {
  let turn = 0;
  const texts = Object.entries(files).map(([path, content]) => ({ path, text: String(content) }));
  const spoil = (text: string, at: number) => {
    const junk = JUNK[turn++ % JUNK.length]!;
    return isInsideWordOrComment(text, at) ? text : text.slice(0, at) + junk + text.slice(at);
  };
  for (const { path, text } of texts) {
    for (let at = 0; at < text.length; at += STEP) {
      const spoilt = spoil(text, at);
      if (spoilt !== text) yield { at: `${path}:${at}`, files: { ...files, [path]: spoilt } };
    }
  }
  for (let from = 0; from < 40; from++) {
    const half = texts.filter((_, i) => i % 2 === from % 2);
    const spoilt = half.map(({ path, text }) => {
      let all = text;
      for (let at = from * 7; at < all.length; at += 211) all = spoil(all, at);
      return [path, all];
    });
    yield { at: `half of the files from ${from}`, files: { ...files, ...Object.fromEntries(spoilt) } };
  }
}

/** There junk would make other words, take a directive away, or do nothing. */
function isInsideWordOrComment(text: string, at: number): boolean {
  const open = text.lastIndexOf('/*', at);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const directive = /^[ \t]*#[ \t]*\w*[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  if (directive !== '' && at <= lineStart + directive.length) return true;
  return /\w\w|##/.test(text.slice(at - 1, at + 1)) || (open >= 0 && text.indexOf('*/', open) + 2 > at);
}
