/** The version of faultline; a test holds it equal to package.json's. */
export const VERSION = '0.1.0';

/** Where a failure of ours is reported. */
export const REPORT_TO = 'the issue tracker of faultline';
