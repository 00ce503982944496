import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  CUE_SECONDS,
  captionCues,
  captionProblems,
  type HeardSentence,
  LINE_CHARACTERS,
  toVtt,
} from '../../../actors/avatar/captions.ts';
import { type LexiconEntry, lexiconFor, speak } from '../../../actors/avatar/lexicon.ts';
import { sentencesOf } from '../../../actors/avatar/sentences.ts';
import { timeWords } from '../../../actors/avatar/word-times.ts';

const word = fc
  .tuple(
    fc.stringMatching(/^[a-zA-Z][a-zA-Z'-]{0,17}$/),
    fc.constantFrom('', '', '', ',', ';', ':'),
  )
  .map(([letters, mark]) => letters + mark);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 45 })
  .map((words) => `${words.join(' ').replace(/[,;:]$/, '')}.`);
const slides = fc.array(fc.array(sentence, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 5,
});
/** Characters a second a voice may reach. */
const pace = fc.double({ min: 9, max: 19, noNaN: true });

/** Lays sentences out as a voice of that pace would say them. */
function heard(texts: string[][], rate: number) {
  const sentences: HeardSentence[] = [];
  const ends: number[] = [];
  let at = 0.5;
  texts.forEach((own, slide) => {
    for (const text of own) {
      const seconds = Math.max(0.3, text.length / rate);
      const words = timeWords(text, speak(text, []), [[at, at + seconds]]);
      sentences.push({ slide, words });
      at += seconds + 0.45;
    }
    at += 0.7;
    ends.push(at);
    at += 0.1;
  });
  return { sentences, ends };
}

test('captions say every written word once and in order, in at most two lines of 42', () => {
  fc.assert(
    fc.property(slides, pace, (texts, rate) => {
      const { sentences, ends } = heard(texts, rate);
      const cues = captionCues(sentences, ends);
      assert.deepEqual(captionProblems(cues, texts.flat().join(' ')), []);
      for (const cue of cues) {
        assert.ok(cue.lines.length <= 2);
        for (const line of cue.lines) assert.ok(line.length <= LINE_CHARACTERS, line);
      }
    }),
    { numRuns: 150 },
  );
});

test('captions last at most seven seconds, hardly ever under one, and never reach into the next slide', () => {
  fc.assert(
    fc.property(slides, pace, (texts, rate) => {
      const { sentences, ends } = heard(texts, rate);
      const cues = captionCues(sentences, ends);
      for (const cue of cues) {
        const seconds = cue.end - cue.start;
        assert.ok(seconds <= CUE_SECONDS.most + 0.01, `${seconds} s: ${cue.lines.join(' / ')}`);
        assert.ok(seconds >= 0.7, `${seconds} s: ${cue.lines.join(' / ')}`);
        assert.ok(cue.end <= (ends[cue.slide] ?? 0) + 1e-9);
        assert.ok(cue.start >= (ends[cue.slide - 1] ?? 0));
      }
    }),
    { numRuns: 150 },
  );
});

test('a caption stays readable at 20 characters a second wherever the voice is slower than that', () => {
  fc.assert(
    fc.property(slides, fc.double({ min: 9, max: 15, noNaN: true }), (texts, rate) => {
      const { sentences, ends } = heard(texts, rate);
      for (const cue of captionCues(sentences, ends)) {
        const characters = cue.lines.join(' ').length;
        assert.ok(characters / (cue.end - cue.start) <= 20.5, cue.lines.join(' / '));
      }
    }),
    { numRuns: 150 },
  );
});

test('a caption starts when its first word is heard', () => {
  const { sentences, ends } = heard(
    [['One short sentence here.', 'And another one follows it.']],
    14,
  );
  const cues = captionCues(sentences, ends);
  assert.equal(cues[0]?.start, sentences[0]?.words[0]?.start);
  assert.equal(cues[1]?.start, sentences[1]?.words[0]?.start);
});

test('the check of captions notices a lost word, an overlap and a third line', () => {
  const cue = { start: 0, end: 2, lines: ['one two'], slide: 0 };
  assert.deepEqual(captionProblems([cue], 'one two'), []);
  assert.match(captionProblems([cue], 'one two three').join(), /script says/);
  assert.match(captionProblems([cue, { ...cue, lines: ['x'] }], 'one two x').join(), /overlaps/);
  assert.match(captionProblems([{ ...cue, lines: ['a', 'b', 'c'] }], 'a b c').join(), /two lines/);
});

test('captions written as WebVTT escape markup and number their cues', () => {
  const vtt = toVtt(
    [{ start: 61.5, end: 3723.04, lines: ['a < b', 'c & d'], slide: 0 }],
    'Synthetic voice',
  );
  assert.match(vtt, /^WEBVTT\n\nNOTE Synthetic voice\n\n1\n00:01:01\.500 --> 01:02:03\.040\n/);
  assert.match(vtt, /a &lt; b\nc &amp; d\n$/);
});

test('sentences joined again are the text they were cut from', () => {
  fc.assert(
    fc.property(fc.array(sentence, { maxLength: 8 }), (all) => {
      const text = all.join(' ');
      assert.equal(sentencesOf(text).join(' '), text);
    }),
  );
  assert.deepEqual(
    sentencesOf('Use labels, e.g. the Job label. Version 2.5 is out! Dr. No agrees.'),
    ['Use labels, e.g. the Job label.', 'Version 2.5 is out!', 'Dr. No agrees.'],
  );
});

test('the spoken form differs where it must and every spoken letter knows its written one', () => {
  const written = 'PromQL reads http_requests_total, e.g. over the HTTP API & SLOs.';
  const lexicon = lexiconFor(written);
  const spoken = speak(written, lexicon);
  assert.equal(
    spoken.text,
    "prom Q L reads H T T P requests total, for example over the H T T P A P I and S L O's.",
  );
  assert.equal(spoken.origin.length, spoken.text.length);
  for (let i = 1; i < spoken.origin.length; i += 1) {
    assert.ok((spoken.origin[i] ?? 0) >= (spoken.origin[i - 1] ?? 0), 'offsets go forwards');
  }
  const over = spoken.text.indexOf('over');
  assert.equal(spoken.origin[over], written.indexOf('over'));
  assert.equal(spoken.origin[spoken.text.indexOf('A P I')], written.indexOf('API'));
});

test('any lexicon keeps offsets inside the written text and in order', () => {
  const entry: fc.Arbitrary<LexiconEntry> = fc.record({
    term: fc.stringMatching(/^[a-zA-Z.+]{1,6}$/),
    say: fc.stringMatching(/^[a-z ]{0,12}$/),
  });
  fc.assert(
    fc.property(sentence, fc.array(entry, { maxLength: 5 }), (written, lexicon) => {
      const { text, origin } = speak(written, lexicon);
      assert.equal(origin.length, text.length);
      origin.forEach((offset, i) => {
        assert.ok(offset >= (origin[i - 1] ?? 0) && offset < written.length);
      });
    }),
  );
});

test('words are heard one after the other and pauses fall between clauses', () => {
  const written = 'When it rains, stay in.';
  const words = timeWords(written, speak(written, []), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(
    words.map(({ word }) => word),
    ['When', 'it', 'rains,', 'stay', 'in.'],
  );
  assert.equal(words[2]?.end, 2);
  assert.equal(words[3]?.start, 3);
  assert.equal(words.at(-1)?.end, 4);
});
