/**
 * THE CONTRACT between the engine and the transforms. Read this first.
 *
 * A *transform* names one API that goes away and its data. A *rule* knows how to judge; transforms of a
 * family share one rule, and are judged together, since one function may call several of their APIs.
 * A rule judges: it never writes, prints or throws to say no. It offers candidate rewrites, from the simplest
 * to the most careful; only the engine's prover turns one into a change.
 *
 * The engine knows no transform by name.
 */
import type { Edit } from './edit/edit.js';
import type { CellPlace } from './facts/facts.js';
import type { Facts, SlotTable, Wanted } from './facts/index.js';
import type { Proof } from './flow/proof.js';
import type { EngineCode } from './reasons.js';
import type { Item, MacroDef, SourceFile } from './source/file.js';
import type { Span } from './source/span.js';
import type { ChainStep, ChangeWords, Occurrence, Phase } from './verdict.js';

/** Values for the `{{holes}}` of a reason. */
export type Holes = Readonly<Record<string, string | number>>;

/** A reason to say something other than `convert`. */
export interface Reason {
  /** One sentence with `{{holes}}`: lower case, no full stop. */
  readonly text: string;
  /** What a person could change to get another verdict; one sentence, shown by `explain`. */
  readonly advice: string;
  /** The situation that leads to it, for a reason that no example can show; a clause behind "given where". */
  readonly when?: string;
}

/** What a rule says of one occurrence. */
export type Judgement<Code extends string> =
  | {
      readonly kind: 'convert' | 'review';
      readonly code: Code;
      readonly holes?: Holes;
      readonly change: Offer;
      readonly chain?: readonly ChainStep[];
    }
  | {
      readonly kind: 'refuse' | 'done';
      readonly code: Code;
      readonly holes?: Holes;
      readonly chain?: readonly ChainStep[];
    };

/** A rewrite that passed: only `src/flow/proof.ts` makes a `Proof`. */
export interface Offer {
  /** Occurrences that share an offer (the same object) change together. */
  readonly edits: readonly Edit[];
  readonly proof: Proof;
  /** Where in a series the change belongs, if not simply with its driver. */
  readonly phase?: Phase | undefined;
  /** What its patch says instead of the transform's own title and reasons. */
  readonly words?: ChangeWords | undefined;
  /** Set by the engine where a person edited it: the edits that the rule offered. */
  readonly offered?: readonly Edit[] | undefined;
  /** Set beside `offered`: the functions that the person made something else. */
  readonly byPerson?: readonly Rewritten[] | undefined;
}

/** A function that a change rewrites, and that a person may have edited. */
export interface Rewritten {
  readonly file: SourceFile;
  readonly item: Item;
  /** The text of the item as it is to be. */
  readonly after: string;
  /** Whether a person made it something else than was offered. */
  readonly byPerson: boolean;
}

/** What a rule judges at a time: the occurrences of one function, or of one top-level piece, together. */
export interface Unit<Data> {
  readonly file: SourceFile;
  /** Undefined where the occurrences stand between items (comments, directives). */
  readonly item: Item | undefined;
  readonly occurrences: readonly Occurrence[];
  /** All enabled transforms of the rule's family, not only those with an occurrence here. */
  readonly members: readonly { readonly name: string; readonly data: Data }[];
}

/** What `check` says of one kind of finding. The engine looks for it; the words are the rule's. */
export interface Objection {
  /** kebab-case: the finding's name in every format. */
  readonly code: string;
  /** What is wrong, as a heading: lower case, no full stop. */
  readonly title: string;
  /** One sentence with `{{holes}}`: lower case, no full stop. */
  readonly text: string;
  /** What to write instead, one sentence. */
  readonly advice: string;
}

/** Something wrong in a function that a rule looked at, for `check`. `start` and `end` are in the file of `path`. */
export interface Complaint extends Span {
  /** One of the objections of the rule's inspection. */
  readonly code: string;
  readonly path: string;
  /** The function it stands in. */
  readonly function: string;
  /** The function or the value that it is about. */
  readonly subject: string;
  readonly holes: Holes;
  /** Lines of the way to it, from the first: `gizmo_insert() hands on what gizmo_map() gives`. */
  readonly steps: readonly { readonly path: string; readonly line: number; readonly text: string }[];
}

/** A variable of a file that stands for a function. */
export interface StandingPointer {
  readonly name: string;
  readonly word: string;
  /** Where it is declared. */
  readonly start: number;
}

/** What `check` has the rule look at, function by function. */
export interface Inspection {
  readonly objections: readonly Objection[];
  /** The watched word that a macro stands for, so that its name is watched as well; undefined for other macros. Pure. */
  behind?(macro: MacroDef): string | undefined;
  /** The static pointers to functions of a file that only ever hold a watched word: they are watched in this file. Pure. */
  pointers?(file: SourceFile): readonly StandingPointer[];
  /** Whether a function that holds a watched word has to be looked at, by its text alone. Pure. */
  concerns(file: SourceFile, item: Item, words: readonly string[]): boolean;
  /** The members in which a function keeps what is followed on: facts of who names them are asked for then. Pure. */
  keeps?(file: SourceFile, item: Item, facts: Facts, words: readonly string[]): readonly CellPlace[];
  /** What is wrong with the function, and with those that it hands its result to. Facts are of the function. Pure. */
  inspect(file: SourceFile, item: Item, facts: Facts, words: readonly string[]): readonly Complaint[];
}

/** What must not be in functions of one context, as data for `check`. */
export interface CheckRule {
  /** A context of the rule's slot tables. */
  readonly context: string;
  /** Holds against a call that a transform's `forbids` names. Holes: `call`, `instead`, `function`. */
  readonly call: Objection;
  /**
   * Holds against a function that stands in a slot of the context and returns one of C's own integer types; only
   * in a tree that declares `type`, which it should return. Holes: `function`, `slot`, `found`, `type`.
   */
  readonly handler?: Objection & { readonly type: string };
  /** Holds against functions that a transform's `watches` lead to. */
  readonly inspection?: Inspection;
}

/** What the person who runs it wishes for besides. */
export interface Wishes {
  /** Whether what new code needs is to be declared in the tree first, where it is not. */
  readonly prepare: boolean;
}

/** What some kernels have and others have not. */
export interface CompatFeature {
  /** `VMF_INSERT`: the build says with `FAULTLINE_HAVE_VMF_INSERT` whether its kernel has it, where the numbers are wrong. */
  readonly name: string;
  /** The release that has it first: `4.17`. */
  readonly since: string;
  /** The release of RHEL, and of what is built from it, that has it first, whatever kernel that is: `8.0`. */
  readonly rhel?: string;
}

/** A piece of the header that gives older kernels what newer ones have. */
export interface CompatPart {
  /** The names that it declares and that new code uses. */
  readonly provides: readonly string[];
  /** The declaration, where C takes it twice: in the very words of the tree's own one it stays beside that. */
  readonly repeatable?: string;
  /** It is for kernels without this; for all where undefined. */
  readonly without?: CompatFeature;
  /** The first release that it can be built with; all where undefined. */
  readonly from?: string;
  /** Declarations in the kernel's style, which end with a line end. */
  readonly text: string;
}

/** A name that new code says, of a type or a function, and where it is declared. */
export interface Home {
  readonly name: string;
  /** The header that declares it, as it is included: `linux/types.h`. */
  readonly header: string;
  /**
   * Whether a header that is none of the tree's, as it is included, is known not to bring the name. Of others it is
   * believed that they do.
   */
  isMissingIn(header: string): boolean;
  /** Whether a source file that is no header uses what comes with the name alone, so that it has it, by whatever way. */
  isAtHandIn(text: string): boolean;
}

/** How to judge; shared by the transforms of a family. */
export interface Rule<Code extends string, Data, Plan = unknown> {
  readonly reasons: Readonly<Record<Code, Reason>>;
  /** Where functions get their context from. */
  readonly slots: readonly SlotTable[];
  /**
   * The functions whose uses the rule needs to know, and the members of structs, from all units and what is known so
   * far. It is asked again with what it asked for, until it names nothing new. Pure.
   */
  explore?(units: readonly Unit<Data>[], facts: Facts): readonly Wanted[];
  /** What the rule works out once for all units before it judges them one by one. Pure. */
  plan?(units: readonly Unit<Data>[], facts: Facts, wishes: Wishes): Plan;
  /**
   * One judgement per occurrence of the unit, in order; undefined where the rule has nothing to say, and the
   * engine says why nobody can. Contexts are known of functions whose code holds a keyword, and of those that
   * call them. `plan` is what the rule's own `plan` gave. Pure.
   */
  judge(unit: Unit<Data>, facts: Facts, plan?: Plan): readonly (Judgement<Code> | undefined)[];
  /**
   * Proves a change of the unit that a person edited in bodies of functions: each function has to do what it did, also
   * where it is only changed along with the one that was edited. `offered` is the proof of the change as it was. Where
   * a rule has no prover, nobody can edit its changes. Pure.
   */
  prove?(
    rewritten: readonly Rewritten[],
    offered: Proof,
    unit: Unit<Data>,
    facts: Facts,
  ): Proof | { readonly why: string };
  readonly check?: CheckRule;
  /** What a driver that is built with older kernels too needs for new code, in order; of `<linux/mm.h>` it has all. */
  readonly compat?: readonly CompatPart[];
  /** The types that headers come to say, so that they have to include what declares them. */
  readonly homes?: readonly Home[];
}

/** What docs and tests show of a transform: a text, and what a run of it alone, with `--review`, says and makes of it. */
export interface Example<Code extends string = string> {
  readonly title: string;
  /** The reason that it shows: one of its verdicts has this code, the rule's or the engine's. */
  readonly code: Code | EngineCode;
  /** One file, or several, each below a line `// file: path`. */
  readonly before: string;
  /** The text after, of several files those that change; undefined where nothing does. */
  readonly after?: string;
  /** Set where the run is told to declare first what new code needs. */
  readonly prepare?: true;
}

export interface Transform<Code extends string = string, Data = unknown> {
  /** kebab-case; equals the module's file name. */
  readonly name: string;
  /** Imperative, lower case, no full stop; the summary phrase of a patch. */
  readonly title: string;
  /** The body of a patch: the reason, then what changes. Paragraphs. */
  readonly why: readonly string[];
  /** The argument that behaviour stays the same, and what it rests on. */
  readonly safety: string;
  /** Words that make a file worth opening; a file without them is never parsed. */
  readonly keywords: readonly string[];
  /** Names that the rule asks `Facts` about, other than those it meets: whether headers declare them, who defines them. */
  readonly asks?: readonly string[];
  /**
   * Whether the rule needs no context of the functions that use a keyword, or of which keywords it needs none; it is
   * looked for where this is not set.
   */
  readonly anywhere?: boolean | readonly string[];
  /** Contexts whose stored functions the rule asks `Facts.slotFunctions` for. */
  readonly sweeps?: readonly string[];
  /**
   * Names that new code uses, each with the release that has it first: `4.17`. A tree that declares one of them
   * nowhere does not build with it.
   */
  readonly introduces?: Readonly<Record<string, string>>;
  /** For names that `introduces` has, what is written in their place for kernels without them: an old call, a plain type. */
  readonly insteadOf?: Readonly<Record<string, readonly string[]>>;
  /** Functions that make up the API itself, old and new, besides the keywords: what leads to them is half of the tree. */
  readonly api?: readonly string[];
  /** Functions that `check` lets nobody call in the context of the rule's `check`, each with the one to call instead. */
  readonly forbids?: Readonly<Record<string, string>>;
  /** Words of functions that `check` has the rule's inspection look at. */
  readonly watches?: readonly string[];
  readonly rule: Rule<Code, Data>;
  readonly data: Data;
  readonly examples: readonly Example<Code>[];
}

/** Any transform, where its codes and data do not matter: every `Transform<Code, Data>` is one. */
export type AnyTransform = Transform<string, unknown>;

/** Any rule, likewise. */
export type AnyRule = Rule<string, unknown>;

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Checks a transform when its module is loaded, and ties its codes to its rule's table by type.
 *
 * @throws Error naming the transform and the field, for the author of the module.
 */
export function define<Code extends string, Data>(transform: Transform<Code, Data>): Transform<Code, Data> {
  const blame = (field: string, what: string): never => {
    throw new Error(`transform ${transform.name}: ${field} ${what}`);
  };
  if (!NAME.test(transform.name)) blame('name', 'must be kebab-case');
  if (!/^[a-z]/.test(transform.title) || transform.title.endsWith('.')) {
    blame('title', 'must begin in lower case and end without a full stop');
  }
  if (transform.keywords.length === 0) blame('keywords', 'must not be empty');
  for (const word of transform.keywords)
    if (!WORD.test(word)) blame('keywords', `holds "${word}", not an identifier`);
  for (const name of Object.keys(transform.insteadOf ?? {}))
    if (transform.introduces?.[name] === undefined)
      blame('insteadOf', `names "${name}", which introduces does not`);
  if (transform.why.length === 0) blame('why', 'must not be empty');
  if (transform.examples.length === 0) blame('examples', 'must not be empty');
  return transform;
}
