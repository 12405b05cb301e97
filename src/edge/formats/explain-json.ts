/** An explanation for programs. `docs/schema/explain-1.json` describes the form. */
import type { ExplainedFunction, Explanation } from '../../explain.js';
import type { SlotUse } from '../../facts/index.js';
import { decodeUtf8 } from '../../unicode.js';
import type { ChainStep } from '../../verdict.js';
import { VERSION } from '../../version.js';
import { changeJson, verdictJson } from '../ledger-json.js';
import type { PatchOf } from './explain-text.js';
import { harmlessJson } from './json.js';

const SCHEMA_VERSION = 1;

/** The explanation as JSON, with a line end. */
export function explanationJson(explanation: Explanation, patchOf: PatchOf): string {
  const { path, line, source, function: fn, sites, stored, nearby, lookedFor } = explanation;
  return harmlessJson({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'faultline', version: VERSION },
    path,
    line,
    source: decodeUtf8(source),
    function: fn === undefined ? null : functionJson(fn),
    sites: sites.map(({ verdict, decidedBy, advice, change }) => ({
      verdict: verdictJson(verdict),
      decidedBy,
      advice,
      change: change === undefined ? null : { ...changeJson(change), patch: decodeUtf8(patchOf(change)) },
    })),
    stored: stored.map(({ name, slot }) => ({ name: decodeUtf8(name), slot: slotJson(slot) })),
    nearby: nearby.map(verdictJson),
    // How callers are looked for besides is no matter of the schema.
    lookedFor: { ...lookedFor, slots: lookedFor.slots.map(({ unless: _, ...slot }) => slot) },
  });
}

function functionJson({ name, path, line, unreadable, context, ...rest }: ExplainedFunction): object {
  return {
    name: decodeUtf8(name),
    path,
    line,
    unreadable: unreadable === undefined ? null : decodeUtf8(unreadable),
    context: {
      kind: context.kind,
      names: context.names,
      why: context.why === undefined ? null : decodeUtf8(context.why),
      doubtful: (context.doubtful ?? []).map(stepJson),
      exported: context.exported === true,
    },
    chains: rest.chains.map(({ context: of, steps }) => ({ context: of, steps: steps.map(stepJson) })),
    slots: rest.slots.map(slotJson),
    callers: rest.callers.map(stepJson),
  };
}

function stepJson({ name, path, line }: ChainStep): object {
  return { name: decodeUtf8(name), path, line };
}

function slotJson({ table, field, holder, path, line, dead }: SlotUse): object {
  return {
    struct: table.struct,
    context: table.context,
    field,
    holder: decodeUtf8(holder),
    path,
    line,
    dead,
  };
}
