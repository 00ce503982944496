/** MIME types under which the suite keeps things that are not plain files. */

export const FOLDER_MIME = 'application/vnd.google-apps.folder';
export const FORM_MIME = 'application/vnd.google-apps.form';
export const SLIDES_MIME = 'application/vnd.google-apps.presentation';
export const PPTX_MIME =
  'application/vnd.openxmlformats-officedocument.presentationml.presentation';
