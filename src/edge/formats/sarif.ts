/** What every SARIF 2.1.0 log of ours has, whatever it tells. */
import { decodeUtf8 } from '../../unicode.js';
import type { ChainStep, Ledger } from '../../verdict.js';
import { VERSION } from '../../version.js';
import { harmlessJson } from './json.js';
import { uriOf } from './place.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Stands for the folder that all paths start at. */
const ROOT = '%SRCROOT%';

/** One run. */
export interface SarifRun {
  readonly rules: readonly object[];
  readonly results: readonly object[];
  /** Sentences about the run, one unit per byte. */
  readonly notes: readonly string[];
  readonly unread: Ledger['unread'];
  /** What stands before each path. */
  readonly prefix: string;
  readonly properties?: object;
}

/** The log of one run, with a line end. */
export function sarifLog({ rules, results, notes, unread, prefix, properties }: SarifRun): string {
  const told = [
    ...notes.map(note => ({ level: 'note', message: { text: decodeUtf8(note) } })),
    ...unread.map(({ path, why }) => ({
      level: 'warning',
      message: { text: `not checked: ${decodeUtf8(why)}` },
      locations: [{ physicalLocation: { artifactLocation: artifact(prefix + path) } }],
    })),
  ];
  return harmlessJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'faultline', version: VERSION, semanticVersion: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that all paths start at.' } } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: told }],
        results,
        ...(properties !== undefined && { properties }),
      },
    ],
  });
}

/** A file, by its path below the folder that all paths start at. */
export function artifact(path: string): object {
  return { uri: uriOf(path), uriBaseId: ROOT };
}

/** A line with what is said of it (one unit per byte). */
export function lineLocation(path: string, line: number, text: string): object {
  return {
    physicalLocation: { artifactLocation: artifact(path), region: { startLine: line } },
    message: { text: decodeUtf8(text) },
  };
}

/** The steps of a chain as locations. */
export function chainLocations(chain: readonly ChainStep[], prefix: string): readonly object[] {
  return chain.map(({ name, path, line }) => lineLocation(prefix + path, line, name));
}

/** Locations one after the other, as a code flow. */
export function flowOf(locations: readonly object[]): object {
  return { threadFlows: [{ locations: locations.map(location => ({ location })) }] };
}
