import { readFileSync } from 'node:fs';

/** As much of JSON Schema as our schemas use; anything else in a schema is an error, so that no rule goes unchecked. */

interface Schema {
  readonly [keyword: string]: unknown;
}

const KNOWN = new Set([
  ...['$schema', 'title', 'description', '$defs'],
  ...['minProperties', 'maxProperties'],
  ...['$ref', 'type', 'const', 'enum', 'minimum', 'required', 'properties', 'additionalProperties', 'items'],
]);

/** What is wrong with a value; empty where it obeys the schema. */
export function violations(root: Schema, value: unknown): string[] {
  return check(root, root, value, '$');
}

function check(root: Schema, schema: Schema, value: unknown, at: string): string[] {
  const found: string[] = [];
  const say = (what: string) => found.push(`${at}: ${what}`);
  for (const keyword of Object.keys(schema)) {
    if (!KNOWN.has(keyword)) throw new Error(`the schema uses ${keyword}, which this check does not know`);
  }
  if (schema.$ref !== undefined) {
    const [file, pointer] = String(schema.$ref).split('#');
    const base = file === '' ? root : (JSON.parse(readFileSync(`docs/schema/${file}`, 'utf8')) as Schema);
    const target = pointer!
      .split('/')
      .slice(1)
      .reduce((at, name) => at?.[name] as Schema, base);
    if (target === undefined) throw new Error(`the schema has no ${String(schema.$ref)}`);
    found.push(...check(base, target, value, at));
  }
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(value, schema))) {
    say(`expected ${String(schema.type)}, found ${JSON.stringify(value)}`);
  }
  if (schema.const !== undefined && value !== schema.const) say(`expected ${String(schema.const)}`);
  if (schema.enum !== undefined && !(schema.enum as unknown[]).includes(value)) {
    say(`expected one of ${String(schema.enum)}, found ${String(value)}`);
  }
  if (schema.minimum !== undefined && !(Number(value) >= Number(schema.minimum))) say('too small');
  if (Array.isArray(value) && schema.items !== undefined) {
    value.forEach((item, i) => {
      found.push(...check(root, schema.items as Schema, item, `${at}[${i}]`));
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const count = Object.keys(value).length;
    if (count < Number(schema.minProperties ?? 0)) say('has too few properties');
    if (count > Number(schema.maxProperties ?? count)) say('has too many properties');
    const properties = (schema.properties ?? {}) as Record<string, Schema>;
    for (const name of (schema.required ?? []) as string[]) if (!(name in value)) say(`lacks ${name}`);
    for (const [name, item] of Object.entries(value)) {
      const rule = properties[name];
      if (rule !== undefined) found.push(...check(root, rule, item, `${at}.${name}`));
      else if (schema.additionalProperties === false) say(`has ${name}`);
    }
  }
  return found;
}

function typeOf(value: unknown, { type }: Schema): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value) && [type].flat().includes('integer')) return 'integer';
  return typeof value;
}
