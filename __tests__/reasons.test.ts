import { engineReasons, fill, holesOf, isEngineCode, unfilled } from '../src/reasons.js';

describe('fill', () => {
  it('fills every hole, also one that stands twice', () => {
    expect(fill('{{a}} gave {{b}}, {{a}}', { a: 'x', b: 0 })).toBe('x gave 0, x');
  });

  it('shows a hole without a value as a question mark, and unfilled names it', () => {
    expect(fill('at {{where}}', {})).toBe('at ?');
    expect(unfilled('at {{where}}: {{what}}', { what: 'x' })).toEqual(['where']);
  });

  it('does not take what a value holds for a hole', () => {
    expect(fill('{{a}}{{b}}', { a: '{{b}}', b: '$&' })).toBe('{{b}}$&');
  });
});

describe('engineReasons', () => {
  it.each(Object.entries(engineReasons))('%s: one clause, and advice of the same kind', (_, reason) => {
    expect(reason.text).toMatch(/^[a-z{].*[^.]$/);
    expect(reason.advice).toMatch(/^[a-z].*[^.]$/);
    expect(holesOf(reason.advice)).toEqual([]);
  });

  it('knows its own codes only', () => {
    expect(isEngineCode('overlap')).toBe(true);
    expect(isEngineCode('toString')).toBe(false);
  });
});
