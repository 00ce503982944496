/** What must be undone however this process ends: servers stopped, databases dropped. */

const undoings = new Set<() => void>();

/** Registers `undo` for the process's exit; the returned function runs it now, once. */
export function onExit(undo: () => void): () => void {
  const once = (): void => {
    if (undoings.delete(once)) undo();
  };
  undoings.add(once);
  return once;
}

process.once('exit', () => {
  for (const undo of [...undoings].reverse()) {
    try {
      undo();
    } catch (error) {
      process.stderr.write(`while cleaning up: ${String(error)}\n`);
    }
  }
});
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
