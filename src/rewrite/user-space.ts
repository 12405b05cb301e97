/** Headers that user space reads as well: what they declare outside of the kernel's own part is not ours to change. */
import type { ConfigTest, SourceFile } from '../source/file.js';

/** Where the kernel keeps what it exports (Documentation/kbuild/headers_install.rst). */
const EXPORTED = /(?:^|\/)uapi\//;

/** Whether a test holds for the kernel alone. */
export const isForKernel = ({ condition, holds }: ConfigTest): boolean =>
  holds && condition === 'defined(__KERNEL__)';

/** Whether what stands at an offset of a file is declared for user space too. */
export function isForUserSpace(file: SourceFile, offset: number): boolean {
  const isShared = EXPORTED.test(file.path) || (file.path.endsWith('.h') && asksForKernel(file));
  return isShared && !file.underAt(offset).some(isForKernel);
}

/** Whether a header has a part for the kernel, so that it has another one for others. */
function asksForKernel({ text, tokens }: SourceFile): boolean {
  return tokens
    .ofKind('directive')
    .some(
      ({ start, end }) =>
        /^#\s*(?:if|elif)/.test(text.slice(start, start + 8)) &&
        /\b__KERNEL__\b/.test(text.slice(start, end)),
    );
}
