/** Conditions that ask for RHEL 8 or newer beside a release of the kernel: `CODE >= KERNEL_VERSION(4,17,0) || RHEL >= 8`. */
import type { Expression } from './expression.js';

/** RHEL 8's kernel counts as 4.18, and has what came up to 5.x by then: who asks for it asks for a new kernel. */
const FIRST_NEW = 8;

/** An expression in which such an alternative is left out: it adds no kernel but those of new distributions. */
export function withoutNewRhel(expression: Expression): Expression {
  switch (expression.kind) {
    case 'unary':
      return { ...expression, operand: withoutNewRhel(expression.operand) };
    case 'binary': {
      const [left, right] = [withoutNewRhel(expression.left), withoutNewRhel(expression.right)];
      if (expression.operator !== '||') return { ...expression, left, right };
      if (isNewRhel(right)) return left;
      return isNewRhel(left) ? right : { ...expression, left, right };
    }
    default:
      return expression;
  }
}

/** `RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8, 0)`, perhaps behind `defined(RHEL_RELEASE_CODE) &&`. */
function isNewRhel(expression: Expression): boolean {
  if (expression.kind !== 'binary') return false;
  const { operator, left, right } = expression;
  if (operator === '&&') return [left, right].some(isNewRhel);
  const [code, version] = operator === '<=' ? [right, left] : [left, right];
  if (!/^(?:>=?|<=)$/.test(operator) || code.kind !== 'name' || code.name !== 'RHEL_RELEASE_CODE')
    return false;
  const first =
    version.kind === 'name' && version.name === 'RHEL_RELEASE_VERSION' ? version.args?.[0] : undefined;
  return first?.kind === 'number' && first.value >= FIRST_NEW;
}
