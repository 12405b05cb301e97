/** What JSON Schema says of what faultline prints: its own schemas, and the official one of SARIF. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Schema = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
const FOLDER = 'docs/schema';
const own = new Ajv2020({ allErrors: true });
// Each knows its own name, and the others by theirs.
for (const name of readdirSync(FOLDER)) own.addSchema(schemaOf(name));
const known = new WeakMap<Schema, ValidateFunction>();

/** What is wrong with a value, one line each; empty where it obeys the schema, which is one of ours or refers to one. */
export function violations(schema: Schema, value: unknown): string[] {
  const named = typeof schema.$id === 'string' ? own.getSchema(schema.$id) : undefined;
  const validate = known.get(schema) ?? named ?? own.compile(schema);
  known.set(schema, validate);
  validate(value);
  return problemsOf(validate);
}

let sarif: ValidateFunction | undefined;

/** What is wrong with a SARIF log after the schema of SARIF 2.1.0, as the OASIS committee has it. */
export function sarifViolations(log: unknown): string[] {
  sarif ??= compileSarif();
  sarif(log);
  return problemsOf(sarif);
}

function compileSarif(): ValidateFunction {
  // Its dialect is draft 4, of which it uses nothing that newer ones read in another way but the name of its `id`.
  const { $schema: _, id: __, ...rest } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const lenient = { strict: false, unicodeRegExp: false, validateFormats: false };
  return new Ajv({ allErrors: true, ...lenient }).compile(rest);
}

function schemaOf(name: string): Schema {
  return JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'));
}

function problemsOf({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => {
    const which = (params as { additionalProperty?: string }).additionalProperty;
    return `$${instancePath}: ${message}${which === undefined ? '' : ` (${which})`}`;
  });
}
