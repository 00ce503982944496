/** Plays an assessment inside a SCORM 1.2 platform: keeps answers, reports score and status. */
(() => {
  const { title, passMark, items } = window.presgenAssessment;
  const began = Date.now();
  const api = platform();
  let finished = false;

  const call = (name, ...values) => (api === null ? '' : String(api[`LMS${name}`](...values)));
  const get = (element) => call('GetValue', element);
  const set = (element, value) => call('SetValue', element, String(value));

  /** The platform hangs its API on a window above this one, or on the one that opened it. */
  function platform() {
    const above = (from) => {
      for (let frame = from, depth = 0; depth < 20; depth += 1, frame = frame.parent) {
        try {
          if (frame.API) return frame.API;
        } catch {
          return null; // A window of another site.
        }
        if (frame.parent === frame) return null;
      }
      return null;
    };
    return above(window) ?? (window.opener ? above(window.opener) : null);
  }

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const form = document.getElementById('questions');
  const outcome = document.getElementById('outcome');
  const answers = items.map(() => null);

  function start() {
    call('Initialize', '');
    document.title = title;
    document.getElementById('title').textContent = title;
    document.getElementById('intro').textContent =
      `${items.length} ${items.length === 1 ? 'question' : 'questions'}, one answer each.` +
      (passMark === null ? '' : ` ${Math.round(passMark * 100)} % right passes.`) +
      (api === null ? ' No learning platform was found, so the result will not be recorded.' : '');
    const status = get('cmi.core.lesson_status');
    if (status === '' || status === 'not attempted') set('cmi.core.lesson_status', 'incomplete');
    resume(get('cmi.suspend_data'));
    items.forEach((item, at) => {
      form.append(question(item, at));
    });
    form.append(make('button', { type: 'submit', textContent: 'Hand in' }));
    form.addEventListener('submit', handIn);
    tellStanding();
    call('Commit', '');
  }

  function resume(kept) {
    kept.split(',').forEach((word, at) => {
      const option = Number.parseInt(word, 36);
      if (at in answers && items[at].options[option] !== undefined) answers[at] = option;
    });
  }

  function question({ stem, options }, at) {
    const choices = options.map((option, index) => {
      const input = make('input', {
        type: 'radio',
        name: `q${at}`,
        checked: answers[at] === index,
      });
      input.addEventListener('change', () => choose(at, index));
      return make('label', {}, input, make('span', { textContent: option }));
    });
    const legend = make('legend', { textContent: `${at + 1}. ${stem}` });
    return make('fieldset', { id: `question-${at + 1}` }, legend, ...choices);
  }

  function choose(at, option) {
    answers[at] = option;
    set(
      'cmi.suspend_data',
      answers.map((each) => (each === null ? '' : each.toString(36))).join(','),
    );
    tellStanding();
  }

  function tellStanding() {
    const answered = answers.filter((each) => each !== null).length;
    document.getElementById('standing').textContent = `${answered} of ${items.length} answered.`;
  }

  function handIn(event) {
    event.preventDefault();
    const right = items.filter(({ key }, at) => answers[at] === key).length;
    const score = items.length === 0 ? 0 : right / items.length;
    const passed = passMark === null ? null : score >= passMark - 1e-9;
    report(score, passed);
    items.forEach(showVerdict);
    for (const input of form.querySelectorAll('input')) input.disabled = true;
    form.querySelector('button').remove();
    const word =
      passed === null ? '' : passed ? ' You have passed.' : ' That is below the pass mark.';
    outcome.textContent = `${right} of ${items.length} answers are right (${Math.round(score * 100)} %).${word}`;
    outcome.hidden = false;
    outcome.focus();
  }

  function report(score, passed) {
    set('cmi.core.score.min', 0);
    set('cmi.core.score.max', 100);
    set('cmi.core.score.raw', Math.round(score * 10_000) / 100);
    set('cmi.core.lesson_status', passed === null ? 'completed' : passed ? 'passed' : 'failed');
    items.forEach(({ key }, at) => {
      const of = `cmi.interactions.${at}`;
      set(`${of}.id`, `question_${at + 1}`);
      set(`${of}.type`, 'choice');
      set(`${of}.correct_responses.0.pattern`, letter(key));
      if (answers[at] !== null) set(`${of}.student_response`, letter(answers[at]));
      set(`${of}.result`, answers[at] === key ? 'correct' : 'wrong');
    });
    leave();
  }

  const letter = (option) => 'abcdefghijkl'[option];

  function showVerdict({ key, options, rationale }, at) {
    const isRight = answers[at] === key;
    const words = isRight ? '✓ Right.' : `✗ The right answer is: ${options[key]}`;
    const notes = [
      make('p', { className: `verdict ${isRight ? 'right' : 'wrong'}`, textContent: words }),
    ];
    if (rationale) notes.push(make('p', { className: 'rationale', textContent: rationale }));
    document.getElementById(`question-${at + 1}`).append(...notes);
  }

  /** Tells the platform how long this took; once, whether handed in or left. */
  function leave() {
    if (finished) return;
    finished = true;
    const seconds = Math.floor((Date.now() - began) / 1000);
    const two = (number) => String(number).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    set(
      'cmi.core.session_time',
      `${two(hours).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
    );
    call('Commit', '');
    call('Finish', '');
  }

  window.addEventListener('pagehide', () => {
    if (!finished && answers.some((each) => each !== null)) set('cmi.core.exit', 'suspend');
    leave();
  });
  start();
})();
