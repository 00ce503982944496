/** States and views by the names that people read. */
import { inWords, PHASE_TITLES, STEP_TITLES, sentence } from '../words/words.ts';

const TITLES: Record<string, string> = { ...PHASE_TITLES, ...STEP_TITLES };

/** One segment of a state's path. */
export function segmentName(name: string): string {
  return TITLES[name] ?? sentence(inWords(name));
}

/** A state by its own name. */
export function stateName({ path, id }: { path: string[]; id: string }): string {
  return segmentName(path.at(-1) ?? id);
}

/** A state by its name and what it lies in, from a dotted id. */
export function placeName(id: string): string {
  const path = id.split('.').slice(1);
  return path.map(segmentName).join(' › ') || segmentName(id);
}

/** What a view shows. */
export function viewName(view: string): string {
  if (view === 'full') return 'Everything';
  if (view === 'overview') return 'Overview';
  return view.replace('focus:', '').split('.').map(segmentName).join(' › ');
}
