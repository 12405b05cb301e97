/** Says what `linux/version.h` defines in plain numbers: `KERNEL_VERSION(4, 20, 0)` is `267264`. */
import type { Expression } from './expression.js';

const number = (value: number): Expression => ({ kind: 'number', value, isUnsigned: false });
const binary = (operator: string, left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  left,
  right,
});

/**
 * An expression with the macros of `linux/version.h` replaced.
 *
 * @param isClamped whether a third number above 255 counts as 255, as it does since 5.12, and in what is maintained since.
 */
export function withoutVersionMacros(expression: Expression, isClamped: boolean): Expression {
  const inner = (part: Expression) => withoutVersionMacros(part, isClamped);
  switch (expression.kind) {
    case 'number':
      return expression;
    case 'unary':
      return { ...expression, operand: inner(expression.operand) };
    case 'binary':
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case 'choice':
      return {
        kind: 'choice',
        test: inner(expression.test),
        yes: inner(expression.yes),
        no: inner(expression.no),
      };
    case 'name': {
      const { name, args } = expression;
      if (name === 'defined') return isReleaseCode(args) ? number(1) : expression;
      if (name !== 'KERNEL_VERSION' || args?.length !== 3) return expression;
      const [major, minor, patch] = args.map(inner) as [Expression, Expression, Expression];
      return codeOf(major, minor, isClamped ? clamped(patch) : patch);
    }
  }
}

/** Every kernel has it. */
const isReleaseCode = (args: readonly Expression[] | undefined): boolean =>
  args?.length === 1 && args[0]?.kind === 'name' && args[0].name === 'LINUX_VERSION_CODE';

function clamped(patch: Expression): Expression {
  if (patch.kind === 'number') return number(Math.min(patch.value, 255));
  const isAbove = binary('>', patch, number(255));
  return { kind: 'choice', test: isAbove, yes: number(255), no: patch };
}

function codeOf(major: Expression, minor: Expression, patch: Expression): Expression {
  const [a, b, c] = [major, minor, patch].map(part => (part.kind === 'number' ? part.value : Number.NaN));
  const code = a! * 65536 + b! * 256 + c!;
  if (Number.isSafeInteger(code)) return number(code);
  const high = binary('+', binary('<<', major, number(16)), binary('<<', minor, number(8)));
  return binary('+', high, patch);
}
