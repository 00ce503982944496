/** Says how many characters are left, once it begins to matter. */

const NEAR = 1_000;

export function countCharacters(form: HTMLFormElement): void {
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) tell(target);
  });
}

function tell(field: HTMLTextAreaElement | HTMLInputElement): void {
  const hint = document.getElementById(`${field.name}-limit`);
  const limit = Number(hint?.dataset.limit);
  if (!hint || !(limit > 0)) return;
  const left = limit - field.value.length;
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  hint.textContent =
    left > NEAR
      ? `Up to ${numbers.format(limit)} characters.`
      : `${numbers.format(left)} of ${numbers.format(limit)} characters left.`;
}
