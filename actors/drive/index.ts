/** The activities that put things on the drive, share them, and take them back. */
export { organise } from './organise.ts';
export { provision } from './provision.ts';
export { share } from './share.ts';
export { undoStep } from './undo.ts';
export { uploadPresentations, uploadReport, uploadVideos } from './upload.ts';
