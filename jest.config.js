/** Tests run on the TypeScript sources; swc only strips the types. */
export default {
  testEnvironment: 'node',
  // A bound against hangs: what has to be fast says so itself, in processor time.
  testTimeout: 300_000,
  // Workers are begun anew when they hold much: tests in a large heap spend their time on sweeping it.
  maxWorkers: 2,
  workerIdleMemoryLimit: '700MB',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
};
