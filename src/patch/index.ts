/** Patches: from texts before and after to what a maintainer takes. Pure; nothing here reads a tree or a clock. */
export { applyPatchText } from './apply.js';
export { type DiffOptions, type FileChange, type FileMode, type FilePatch, filePatch } from './file-patch.js';
export { type Latin1, toBuffer } from './latin1.js';
export { filePatches, unifiedDiff } from './unified.js';
