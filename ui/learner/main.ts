/** What a script adds to learners' pages; every one of them works without it. */
import { keepSaved } from './autosave.ts';
import { countCharacters } from './character-count.ts';
import { followAlong } from './follow-along.ts';
import { tellLocalTimes } from './local-times.ts';
import { sendOneByOne } from './one-by-one.ts';

tellLocalTimes(document);
const form = document.querySelector<HTMLFormElement>('form[data-autosave]');
if (form) {
  countCharacters(form);
  keepSaved(form);
}
const upload = document.querySelector<HTMLFormElement>('form[data-upload]');
if (upload) sendOneByOne(upload);
for (const film of document.querySelectorAll<HTMLElement>('[data-film]')) followAlong(film);
