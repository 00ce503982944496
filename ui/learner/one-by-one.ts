/** Sends each chosen or dropped file by itself: with its progress, to be cancelled, retried, resumed. */
import { type Cut, Refused, sendInPieces } from './pieces.ts';
import { sizeInWords } from './size-words.ts';

const AT_ONCE = 2;
const AGAIN_MS = 4_000;

interface Row {
  file: File;
  item: HTMLLIElement;
  bar: HTMLProgressElement;
  words: HTMLElement;
  button: HTMLButtonElement;
  state: 'waiting' | 'sending' | 'away' | 'taken' | 'refused' | 'failed';
  stop: AbortController;
}

export function sendOneByOne(form: HTMLFormElement): void {
  const address = form.dataset.upload ?? '';
  const input = form.querySelector<HTMLInputElement>('input[type=file]');
  const drop = form.querySelector<HTMLElement>('[data-drop]');
  const list = document.querySelector<HTMLUListElement>('[data-files]');
  const said = document.querySelector<HTMLElement>('[data-said]');
  if (!input || !drop || !list || !said) return;
  const rows: Row[] = [];
  form.classList.add('lively');

  const next = (): void => {
    const sending = rows.filter(({ state }) => state === 'sending').length;
    const waiting = rows.filter(({ state }) => state === 'waiting');
    for (const row of waiting.slice(0, AT_ONCE - sending)) void send(row);
    const isOver = rows.every(({ state }) => ['taken', 'refused', 'failed'].includes(state));
    if (isOver && rows.length > 0) said.textContent = summary(rows);
  };
  const send = async (row: Row): Promise<void> => {
    row.stop = new AbortController();
    tell(row, 'sending', '');
    try {
      await sendInPieces(address, row.file, (share) => progress(row, share), row.stop.signal);
      tell(row, 'taken', `Received, ${sizeInWords(row.file.size)}`);
    } catch (error) {
      fail(row, error as Cut | Refused | Error);
    }
    next();
  };
  const fail = (row: Row, error: Error): void => {
    if (row.stop.signal.aborted) return;
    if (error instanceof Refused) tell(row, 'refused', error.message);
    else if (error.name !== 'Cut') tell(row, 'failed', error.message);
    else {
      tell(row, 'away', `${error.message}; it goes on by itself from where it was`);
      setTimeout(() => again(row), AGAIN_MS);
    }
  };
  const again = (row: Row): void => {
    if (row.state !== 'away') return;
    row.state = 'waiting';
    next();
  };
  const press = (row: Row): void => {
    if (row.state === 'failed') tell(row, 'waiting', 'Waiting');
    else {
      row.stop.abort();
      rows.splice(rows.indexOf(row), 1);
      row.item.remove();
      input.focus();
    }
    next();
  };
  const add = (files: Iterable<File>): void => {
    said.textContent = '';
    for (const file of files) {
      const row = rowFor(file);
      row.button.addEventListener('click', () => press(row));
      rows.push(row);
      list.append(row.item);
    }
    next();
  };

  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    input.value = '';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (rows.length === 0) said.textContent = 'Choose a file first.';
  });
  for (const kind of ['dragover', 'dragleave', 'drop'] as const)
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop') add([...(event.dataTransfer?.files ?? [])]);
    });
  window.addEventListener('online', () => rows.forEach(again));
}

function rowFor(file: File): Row {
  const item = document.createElement('li');
  const name = document.createElement('bdi');
  name.textContent = file.name;
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.setAttribute('aria-label', `Progress of ${file.name}`);
  const words = document.createElement('span');
  words.className = 'words';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet small';
  item.append(name, words, bar, button);
  const row: Row = {
    file,
    item,
    bar,
    words,
    button,
    state: 'waiting',
    stop: new AbortController(),
  };
  tell(row, 'waiting', 'Waiting');
  progress(row, 0);
  return row;
}

const ACTION: Record<Row['state'], string> = {
  waiting: 'Cancel',
  sending: 'Cancel',
  away: 'Cancel',
  taken: '',
  refused: 'Dismiss',
  failed: 'Try again',
};

function tell(row: Row, state: Row['state'], words: string): void {
  row.state = state;
  row.item.dataset.state = state;
  row.words.textContent = words;
  row.bar.hidden = state === 'taken' || state === 'refused';
  row.button.hidden = ACTION[state] === '';
  row.button.textContent = ACTION[state];
  row.button.setAttribute('aria-label', `${ACTION[state]}: ${row.file.name}`);
}

function progress(row: Row, share: number): void {
  row.bar.value = share;
  if (row.state === 'sending')
    row.words.textContent = `${Math.floor(share * 100)} % of ${sizeInWords(row.file.size)}`;
}

function summary(rows: Row[]): string {
  const taken = rows.filter(({ state }) => state === 'taken').length;
  const others = rows.filter(({ state }) => state === 'refused' || state === 'failed').length;
  const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);
  return `${files(taken)} received.${others > 0 ? ` ${files(others)} not taken; the reason stands beside each.` : ''}`;
}
