/** gizmo_map() -> gizmo_map_status(), in functions that the gizmo core calls to serve a request. */
import { convertFunction, define, type Judgement, type Migration, type Rule } from '../../src/kit.js';

/** `include/linux/gizmo.h`: what the old call returned, and what the new one returns for it. */
const MIGRATION: Migration = {
  calls: new Map([['gizmo_map', 'gizmo_map_status']]),
  classes: [
    { name: '0', before: 0, after: 1 },
    { name: '-EAGAIN', before: -11, after: 2 },
    { name: '-ENOMEM', before: -12, after: 4 },
    { name: '-EIO', before: -5, after: 4 },
  ],
  constants: new Map([
    ['GIZMO_DONE', 1],
    ['GIZMO_RETRY', 2],
    ['GIZMO_FAILED', 4],
    ['GIZMO_ERROR', 2 | 4],
  ]),
  codeType: 'gizmo_status_t',
  successName: 'GIZMO_DONE',
  errorMask: 'GIZMO_ERROR',
  codeNames: ['status'],
  oldNames: ['err'],
  mappers: [],
  returned: [],
  aliasSentence: 'an error now counts as success',
  ignoredSentence: 'an ignored error is now reported',
};

const REASONS = {
  'serves-request': {
    text: '{{function}}() serves a request, and what it does with each value was proven',
    advice: 'nothing to do: diff shows the change, apply makes it',
  },
  'other-context': {
    text: '{{function}}() is not known to serve requests alone, so its callers may want an errno',
    advice: 'leave the old call, or name the function in a struct gizmo_ops',
  },
  'not-proven': {
    text: 'no rewrite of {{function}}() was proven: {{why}}',
    advice: 'convert it by hand, or keep the result in a plain int that is only tested, mapped or returned',
  },
  mention: { text: 'speaks of the old call, or declares it', advice: 'reword it when the old call goes' },
} as const;

type Code = keyof typeof REASONS;

const rule: Rule<Code, Migration> = {
  reasons: REASONS,
  slots: [{ struct: 'gizmo_ops', fields: ['serve'], context: 'request' }],
  judge({ file, item, occurrences, members: [self] }, facts) {
    const whole = (): Judgement<Code> => {
      // Guards first, each with its reason; what is left is the engine's to prove.
      const fn = item && facts.functionAt(file.path, item);
      const said = { function: item?.name ?? 'this function' };
      if (fn === undefined) return { kind: 'done', code: 'mention' };
      const context = facts.contextOf(fn);
      const isServing = context.kind === 'only' && context.names.includes('request');
      if (!isServing) return { kind: 'refuse', code: 'other-context', holes: said };

      const chain = context.chains[0] ?? [];
      const conversion = convertFunction(file, item!, self!.data, { mayReturn: true, returns: 'equal' });
      if (conversion.kind === 'converted')
        return { kind: 'convert', code: 'serves-request', holes: said, change: conversion, chain };
      const why = conversion.kind === 'differs' ? conversion.sentence : conversion.why;
      return { kind: 'refuse', code: 'not-proven', holes: { ...said, why }, chain };
    };
    // Occurrences that change together share one offer, so the function is judged once.
    const verdict = whole();
    return occurrences.map(({ place }) => (place === 'code' ? verdict : { kind: 'done', code: 'mention' }));
  },
};

const driver = (...lines: readonly string[]) => `static int disk_serve(struct gizmo_request *req)
{
${lines.map(line => `${line === '' ? '' : `\t${line}`}\n`).join('')}}

static const struct gizmo_ops disk_ops = {
	.serve = disk_serve,
};
`;

export const gizmoMap = define({
  name: 'gizmo-map',
  title: 'convert gizmo_map() to gizmo_map_status()',
  why: [
    'gizmo_map() returns 0 or an errno, which each function that serves a request maps to a status by itself. ' +
      'gizmo_map_status() returns the status.',
  ],
  safety:
    'Each function is evaluated before and after, for each value that gizmo_map() can return: it has the same effects ' +
    'and returns the same. That rests on the values below, and on the core calling .serve for nothing but requests.',
  keywords: ['gizmo_map'],
  api: ['gizmo_map_status'],
  introduces: { gizmo_map_status: '6.1' },
  rule,
  data: MIGRATION,
  examples: [
    {
      title: 'a function that maps the errno',
      code: 'serves-request',
      before: driver(
        'int err = gizmo_map(req->gizmo, req->page);',
        '',
        'if (err == -EAGAIN)',
        '\treturn GIZMO_RETRY;',
        'if (err)',
        '\treturn GIZMO_FAILED;',
        'return GIZMO_DONE;',
      ),
      after: driver('return gizmo_map_status(req->gizmo, req->page);'),
    },
    {
      title: 'a function that lets others write over the error',
      code: 'not-proven',
      before: driver(
        'int err = gizmo_map(req->gizmo, req->page);',
        '',
        'gizmo_trace(req->gizmo, &err);',
        'return err ? GIZMO_RETRY : GIZMO_DONE;',
      ),
    },
    {
      title: 'a function that nobody is known to call for a request',
      code: 'other-context',
      before: 'int disk_open(struct gizmo *gizmo)\n{\n\treturn gizmo_map(gizmo, gizmo->first);\n}\n',
    },
    {
      title: 'a declaration',
      code: 'mention',
      before: 'int gizmo_map(struct gizmo *gizmo, struct page *page);\n',
    },
  ],
});
