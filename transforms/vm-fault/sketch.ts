/** How examples write drivers: functions of lines, and the tables that hold them. */

/** A function of lines, each indented once; directives and empty lines stand at the left. */
export function fn(head: string, ...lines: readonly string[]): string {
  const body = lines.map(line => (line === '' || line.startsWith('#') ? `${line}\n` : `\t${line}\n`));
  return `${head}\n{\n${body.join('')}}\n`;
}

/** The table that makes a function a page fault handler. */
export const vmOpsOf = (name: string): string =>
  `static const struct vm_operations_struct gizmo_vm_ops = {\n\t.fault = ${name},\n};\n`;

/** The table that makes a function the mmap of a file. */
export const fopsOf = (name: string): string =>
  `static const struct file_operations gizmo_fops = {\n\t.mmap = ${name},\n};\n`;
