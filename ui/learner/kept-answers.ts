/** Answers that could not be saved yet, kept on this device under the form's address until they are. */

type Answers = Record<string, string>;

export function keptAnswers(path: string) {
  const key = `presgen-unsaved:${path}`;
  return {
    read(): Answers {
      try {
        const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
        return Object(kept) as Answers;
      } catch {
        return {};
      }
    },
    /** A browser that keeps nothing, as in some private windows, still sends. */
    write(answers: Answers): void {
      try {
        localStorage.setItem(key, JSON.stringify(answers));
      } catch {
        return;
      }
    },
    forget(): void {
      try {
        localStorage.removeItem(key);
      } catch {
        return;
      }
    },
  };
}
