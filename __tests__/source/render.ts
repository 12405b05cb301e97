/** The AST as one line of text with all grouping shown, so that tests can say what they expect. */
import type { Declaration, Expr, Stmt } from '../../src/source/index.js';

/** `a + b * c` gives `(a + (b * c))`; the source's own parentheses are shown as `<…>` where `parens` is set. */
export function expr(node: Expr, parens = true): string {
  const e = (inner: Expr): string => expr(inner, parens);
  switch (node.kind) {
    case 'unknown':
      return `?${node.why}?`;
    case 'identifier':
      return node.name;
    case 'number':
    case 'string':
    case 'char':
      return node.text;
    case 'paren':
      return parens ? `<${e(node.inner)}>` : e(node.inner);
    case 'call':
      return `${e(node.callee)}(${node.args.map(e).join(', ')})`;
    case 'member':
      return `${e(node.object)}${node.arrow ? '->' : '.'}${node.field}`;
    case 'index':
      return `${e(node.object)}[${e(node.index)}]`;
    case 'unary':
      return `(${node.op}${e(node.operand)})`;
    case 'update':
      return node.prefix ? `(${node.op}${e(node.operand)})` : `(${e(node.operand)}${node.op})`;
    case 'binary':
      return `(${e(node.left)} ${node.op} ${e(node.right)})`;
    case 'assign':
      return `(${e(node.target)} ${node.op} ${e(node.value)})`;
    case 'conditional':
      return `(${e(node.test)} ? ${node.then === undefined ? '' : `${e(node.then)} `}: ${e(node.otherwise)})`;
    case 'comma':
      return `(${node.items.map(e).join(', ')})`;
    case 'cast':
      return `{${node.type}}${e(node.operand)}`;
    case 'type-operand':
      return `\`${node.text}\``;
    case 'init-list': {
      const items = node.items.map(item => `${item.path.map(part => `${part}: `).join('')}${e(item.value)}`);
      return `${node.type === undefined ? '' : `{${node.type}}`}[${items.join(', ')}]`;
    }
    case 'statement-expr':
      return `(${stmt(node.body)})`;
  }
}

/** A statement on one line. */
export function stmt(node: Stmt): string {
  switch (node.kind) {
    case 'unknown':
      return `?${node.why}?`;
    case 'block':
      return `{ ${node.body.map(stmt).join(' ')} }`;
    case 'expr':
      return `${expr(node.expr)};`;
    case 'empty':
      return ';';
    case 'declaration':
      return declaration(node);
    case 'if':
      return `if ${expr(node.test)} ${stmt(node.then)}${node.otherwise ? ` else ${stmt(node.otherwise)}` : ''}`;
    case 'while':
      return `while ${expr(node.test)} ${stmt(node.body)}`;
    case 'do':
      return `do ${stmt(node.body)} while ${expr(node.test)};`;
    case 'for': {
      const init =
        node.init === undefined
          ? ''
          : node.init.kind === 'declaration'
            ? declaration(node.init)
            : expr(node.init);
      return `for [${init}; ${node.test ? expr(node.test) : ''}; ${node.step ? expr(node.step) : ''}] ${stmt(node.body)}`;
    }
    case 'foreach':
      return `foreach ${node.macro}(${node.args.map(a => expr(a)).join(', ')}) ${stmt(node.body)}`;
    case 'switch':
      return `switch ${expr(node.test)} ${stmt(node.body)}`;
    case 'case':
      return `case ${expr(node.value)}${node.high ? ` ... ${expr(node.high)}` : ''}:`;
    case 'default':
      return 'default:';
    case 'label':
      return `${node.name}:`;
    case 'goto':
      return `goto ${node.label ?? '*'};`;
    case 'return':
      return node.value === undefined ? 'return;' : `return ${expr(node.value)};`;
    case 'break':
    case 'continue':
      return `${node.kind};`;
    case 'asm':
      return node.goto ? 'asm goto;' : 'asm;';
  }
}

/** A declaration: the type, then each declarator with its stars and flags. */
export function declaration(node: Declaration): string {
  const names = node.declarators.map(d => {
    const flags = `${d.array ? '[]' : ''}${d.func ? '()' : ''}`;
    return `${'*'.repeat(d.pointers)}${d.name}${flags}${d.init ? ` = ${expr(d.init)}` : ''}`;
  });
  return `${[node.type, names.join(', ')].join(' ').trim()};`;
}
