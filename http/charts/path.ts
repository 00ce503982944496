/** An edge's corners as an SVG path that turns softly. */
type Point = readonly [number, number];

const RADIUS = 8;

/** Straight stretches, joined by arcs no larger than half of the shorter stretch. */
export function roundedPath(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${at(first)}`];
  rest.forEach((corner, index) => {
    const before = points[index] as Point;
    const after = rest[index + 1];
    const radius = after ? Math.min(RADIUS, reach(before, corner), reach(corner, after)) : 0;
    if (!after || radius < 1) parts.push(`L${at(corner)}`);
    else
      parts.push(
        `L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`,
      );
  });
  return parts.join('');
}

function reach([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay) / 2;
}

function towards([x, y]: Point, [tx, ty]: Point, length: number): Point {
  const whole = Math.hypot(tx - x, ty - y) || 1;
  return [x + ((tx - x) * length) / whole, y + ((ty - y) * length) / whole];
}

function at([x, y]: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
