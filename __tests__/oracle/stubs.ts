/** Bodies for functions that only have a declaration: each records its call and gives an injected answer. */
import type { Signature } from './ctext.js';

/** The sets of values that a stub draws its answer from; see the tables in runtime.c. */
export type Domain = 'errno' | 'code' | 'bool' | 'count' | 'long' | 'pointer' | 'number' | 'void';

const POINTEES: Readonly<Record<string, string>> = {
  'struct page': '&P.page[2 + nth % 3]',
  'struct page *': 'P.pages',
  'struct gizmo': '&P.other',
  'struct widget': '&P.widget',
  'struct device': '&P.dev',
  void: '&P.spill[nth % 4]',
};

/** Parameters through which a stub answers as well, where it answers with success. */
const OUT = /^((unsigned )?(long|int)|u64|u32|pgoff_t|phys_addr_t|pfn_t) \*$/;

/** The set of values behind a declaration: its comment says it, or else its type. */
export function domainOf(signature: Signature): Domain {
  const remark = /^(errno|code|bool|count|long|number)$/.exec(signature.remark);
  if (remark) return remark[1] as Domain;
  const type = signature.type.replace(/\bconst /g, '');
  if (type === 'void') return 'void';
  if (type.endsWith('*')) return 'pointer';
  if (type === 'vm_fault_t') return 'code';
  if (type === 'bool') return 'bool';
  if (type === 'int') return 'errno';
  return type === 'long' ? 'long' : 'number';
}

function nameOf(parameter: string, index: number): { type: string; name: string } {
  const match = /^(.*?[\s*])(\w+)$/.exec(parameter);
  const words = parameter.split(/[\s*]+/).filter(word => !/^(const|unsigned|struct)$/.test(word));
  if (!match || (words.length < 2 && !parameter.includes('unsigned')))
    return { type: `${parameter} `, name: `a${index}` };
  return { type: match[1]!, name: match[2]! };
}

/** C text of the stub; `id` is an expression for its number in the trace. */
export function stubOf(signature: Signature, id: string, name = signature.name): string {
  const domain = domainOf(signature);
  const parameters = signature.parameters.map(nameOf);
  const logged = parameters.map(({ type, name }) => {
    if (type.includes('*')) return `plain(${name})`;
    if (/\bpfn_t\b/.test(type)) return `${name}.val`;
    return /\bpgprot_t\b/.test(type) ? `${name}.pgprot` : `(long)${name}`;
  });
  const writes = parameters.flatMap(({ type, name }) => {
    const pointee = type.replace(/\s+/g, ' ').trim();
    if (pointee === 'struct page ***') return [`*${name} = P.pages;`];
    if (OUT.test(pointee)) return [`memset(${name}, 9 + nth, sizeof(*${name}));`];
    return [];
  });
  const list = parameters.map(({ type, name }) => `${type}${name}`).join(', ') || 'void';
  const lines = [
    `${signature.type} ${name}(${list})`,
    '{',
    `\tlong args[] = { ${logged.join(', ') || '0'} };`,
    `\tint nth = calls[${id}];`,
    `\t(void)nth;`,
    `\tevent(${id}, ${logged.length}, args);`,
  ];
  const outputs = writes.length ? `if (!pick) { ${writes.join(' ')} }` : '';
  if (domain === 'void') {
    lines.push(`\tcalls[${id}]++;`, ...writes.map(write => `\t${write}`));
  } else if (domain === 'number') {
    lines.push(`\tcalls[${id}]++;`, ...writes.map(write => `\t${write}`), `\treturn 0x900 + 16 * nth;`);
  } else {
    lines.push('\t{', `\t\tint pick = choose(${id}, COUNT(${table(domain)}));`, `\t\t${outputs}`);
    if (domain === 'pointer') {
      const target = signature.type.replace(/\bconst /g, '').replace(/\s*\*$/, '');
      const valid = POINTEES[target] ?? 'NULL';
      lines.push(`\t\treturn pick ? (void *)seen(ptr_values[pick]) : (void *)${valid};`);
    } else {
      lines.push(`\t\treturn seen(${table(domain)}[pick]);`);
    }
    lines.push('\t}');
  }
  return [...lines, '}', ''].join('\n');
}

function table(domain: Domain): string {
  return domain === 'pointer' ? 'ptr_values' : `${domain}_values`;
}
