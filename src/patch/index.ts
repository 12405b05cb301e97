/** Patches: from texts before and after to what a maintainer takes. Pure; nothing here reads a tree or a clock. */
export { applyPatchText } from './apply.js';
export { combine, shortlog } from './cover.js';
export { driverOf } from './driver.js';
export {
  blobId,
  type DiffOptions,
  type FileChange,
  type FileMode,
  type FilePatch,
  filePatch,
} from './file-patch.js';
export { type Hazard, type HazardKind, mailHazards } from './hazards.js';
export { type Address, checkAddress, type MailDate, type Person } from './header.js';
export { type LinesChanged, linesChanged } from './hunks.js';
export { type Latin1, toBuffer } from './latin1.js';
export { type Base, tidy } from './mail.js';
export { type Mailmap, NO_MAILMAP, parseMailmap } from './mailmap.js';
export { type Maintainers, matchSections, parseMaintainers } from './maintainers.js';
export { patchId } from './patch-id.js';
export { type Placed, placePatch } from './place.js';
export { commonPrefix, type LogEntry, subjectPrefix, usesCapitals } from './prefix.js';
export { essenceOf, type ReadMail, readMail } from './read-mail.js';
export { findRecipients, type Recipient, type Recipients } from './recipients.js';
export {
  type Cover,
  checkCover,
  checkSeriesOptions,
  type Patch,
  patchFileName,
  renderSeries,
  type SeriesFile,
  type SeriesOptions,
} from './series.js';
export { diffstat } from './stat.js';
export { LONGEST_SUBJECT, type SubjectFault, subjectFaults } from './subject.js';
export { filePatches, unifiedDiff } from './unified.js';
export { beginningOf, columnsOf, setParagraph } from './wrap.js';
