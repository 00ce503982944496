import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captionCues, captionProblems } from '../../../actors/avatar/captions.ts';
import { lexiconFor, speak } from '../../../actors/avatar/lexicon.ts';
import { sentencesOf } from '../../../actors/avatar/sentences.ts';
import { timeWords } from '../../../actors/avatar/word-times.ts';

const said = (written: string) => speak(written, lexiconFor(written)).text.trim();

const SPOKEN: [written: string, spoken: string][] = [
  ['PromQL and SQL over HTTP', 'prom Q L and sequel over H T T P'],
  ['node_cpu_seconds_total', 'node C P U seconds total'],
  ['kubectl at v2.1, then 2.54.1', 'cube control at version 2 point 1, then 2 point 54 point 1'],
  ['every 30s, 1s, 5m or 250ms', 'every 30 seconds, 1 second, 5 minutes or 250 milliseconds'],
  ['10 MB at 2 GHz', '10 megabytes at 2 gigahertz'],
  ['HTTPServer, getUserID, nodeName', 'H T T P Server, get User ID, node Name'],
  ['S3 and IPv6 over TCP/IP', 'S 3 and I P version 6 over T C P I P'],
  ['SLOs vs SLAs', "S L O's versus S L A's"],
  [
    '$5, €7, 99.9%, 20 °C ± 1',
    '5 dollars, 7 euros, 99.9 percent, 20 degrees Celsius plus or minus 1',
  ],
  ['a >= 3, b != 4, c =~ d', 'a at least 3, b is not 4, c matches d'],
  ['see https://example.org/a?b=c#d.', 'see the linked page.'],
  ['write to ops@example.org', 'write to the given address'],
  ['edit /etc/app/app.yml', 'edit slash etc slash app slash app dot yml'],
  ['well done 🚀👩‍💻 <b>all</b> of [you](x.md)', 'well done all of you'],
  ['Der Wert steht in der Tabelle.', 'Der Wert steht in der Tabelle.'],
];

for (const [written, spoken] of SPOKEN) {
  test(`“${written}” is said as “${spoken}”`, () => {
    assert.equal(said(written), spoken);
  });
}

test('no address, tag or emoji is ever spoken, and nothing but them leaves silence', () => {
  assert.equal(said('🚀 https'), 'H T T P S');
  assert.equal(said('🚀'), '');
  assert.equal(said(''), '');
});

/** Every sentence takes a second for ten written letters, one after the other. */
function heard(script: string) {
  let at = 0;
  return sentencesOf(script).map((sentence) => {
    const seconds = sentence.length / 10;
    const words = timeWords(sentence, speak(sentence, lexiconFor(sentence)), [[at, at + seconds]]);
    at += seconds;
    return { slide: 0, words };
  });
}

test('captions keep the written spelling of what is said in another way', () => {
  const script =
    'Run kubectl v2.1 every 30s 🚀. See https://example.org for node_cpu_seconds_total.';
  const cues = captionCues(heard(script), [60]);
  assert.deepEqual(captionProblems(cues, script), []);
  assert.match(cues.flatMap(({ lines }) => lines).join(' '), /kubectl v2\.1 every 30s 🚀/);
});

test('an empty script has no captions, and one of fifty pages loses no word', () => {
  assert.deepEqual(captionCues(heard(''), [1]), []);
  const sentence = 'The PromQL query rate(x[5m]) runs every 30s on 250 nodes, und das ist gut so.';
  const pages = Array.from({ length: 50 * 30 }, () => sentence).join(' ');
  const cues = captionCues(heard(pages), [1e6]);
  assert.deepEqual(captionProblems(cues, pages), []);
});
