/** `npm run planted [-- NAME ...]`: plants each bug in a copy of the tree; every one must be noticed. */
import { copyTree, plant, plantedBugs } from './planting.ts';

const wanted = process.argv.slice(2);
const bugs = plantedBugs().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const copy = copyTree();
let bad = bugs.length === 0 ? 1 : 0;
try {
  for (const bug of bugs) {
    const { end, seconds } = await plant(bug, copy);
    if (end !== 'killed') bad += 1;
    const columns = [
      end.padEnd(14),
      `${seconds} s`.padStart(8),
      ` ${bug.name.padEnd(30)}`,
      bug.what,
    ];
    process.stdout.write(`${columns.join(' ')}\n`);
  }
} finally {
  copy.remove();
}
process.stdout.write(`${bugs.length - bad} of ${bugs.length} planted bugs killed\n`);
process.exitCode = bad > 0 ? 1 : 0;
