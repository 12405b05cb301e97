/** Patches: from texts before and after to what a maintainer takes. Pure; nothing here reads a tree or a clock. */
export { applyPatchText } from './apply.js';
export { type DiffOptions, type FileChange, type FileMode, type FilePatch, filePatch } from './file-patch.js';
export { type Hazard, mailHazards } from './hazards.js';
export type { Address, MailDate, Person } from './header.js';
export { type Latin1, toBuffer } from './latin1.js';
export type { Base } from './mail.js';
export {
  type Cover,
  type Patch,
  patchFileName,
  renderSeries,
  type SeriesFile,
  type SeriesOptions,
} from './series.js';
export { diffstat } from './stat.js';
export { filePatches, unifiedDiff } from './unified.js';
export { setParagraph } from './wrap.js';
