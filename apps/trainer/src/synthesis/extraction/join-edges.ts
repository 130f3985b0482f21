// Edges joined to the strokes of a pen: through a crossing a pen goes straight on.
import type { Point, Stroke } from '@digits/ink';
import type { Edge, Node } from './skeleton-graph.js';

/** Where an edge leaves a node: forwards from its start, or backwards from its end. */
interface EdgeEnd {
  readonly edge: Edge;
  readonly end: 'from' | 'to';
  readonly direction: Point;
}

/** How far along an edge its direction is taken, px. */
const LOOK_AHEAD = 14;
/** Edges that bend more sharply than this where others meet them too are strokes of their own: cosine of 70°. */
const SHARPEST = -0.34;

/** Joins edges to strokes: at each node the straightest pair first. */
export function joinEdges(edges: readonly Edge[]): Stroke[] {
  const partner = new Map<string, EdgeEnd>();
  const key = (edge: Edge, end: string): string => `${edges.indexOf(edge)} ${end}`;
  for (const ends of endsByNode(edges).values()) {
    for (const [one, other] of straightestPairs(ends)) {
      partner.set(key(one.edge, one.end), other);
      partner.set(key(other.edge, other.end), one);
    }
  }
  const drawn = new Set<Edge>();
  const draw = (start: Edge, startEnd: 'from' | 'to'): Stroke => {
    const points: Point[] = [];
    let [edge, end]: [Edge, 'from' | 'to'] = [start, startEnd];
    while (!drawn.has(edge)) {
      drawn.add(edge);
      points.push(...(end === 'from' ? edge.points : [...edge.points].reverse()));
      const next = partner.get(key(edge, end === 'from' ? 'to' : 'from'));
      if (!next) break;
      [edge, end] = [next.edge, next.end];
    }
    return points;
  };
  const strokes: Stroke[] = [];
  // Strokes with a free end start there; what is left afterwards are closed loops.
  for (const free of [true, false]) {
    for (const edge of edges) {
      for (const end of ['from', 'to'] as const) {
        if (!drawn.has(edge) && (!free || !partner.has(key(edge, end)))) strokes.push(draw(edge, end));
      }
    }
  }
  return strokes;
}

function endsByNode(edges: readonly Edge[]): Map<Node, EdgeEnd[]> {
  const ends = new Map<Node, EdgeEnd[]>();
  for (const edge of edges) {
    for (const end of ['from', 'to'] as const) {
      const points = end === 'from' ? edge.points : [...edge.points].reverse();
      const list = ends.get(edge[end]) ?? [];
      list.push({ edge, end, direction: directionOf(points) });
      ends.set(edge[end], list);
    }
  }
  return ends;
}

function directionOf(points: readonly Point[]): Point {
  const [x, y] = points[0] ?? [0, 0];
  const [toX, toY] = points[Math.min(LOOK_AHEAD, points.length - 1)] ?? [x, y];
  const length = Math.hypot(toX - x, toY - y) || 1;
  return [(toX - x) / length, (toY - y) / length];
}

function straightestPairs(ends: readonly EdgeEnd[]): [EdgeEnd, EdgeEnd][] {
  const cosine = (one: EdgeEnd, other: EdgeEnd): number =>
    one.direction[0] * other.direction[0] + one.direction[1] * other.direction[1];
  const candidates = ends
    .flatMap((one, at) => ends.slice(at + 1).map((other): [EdgeEnd, EdgeEnd] => [one, other]))
    .filter(([one, other]) => ends.length === 2 || cosine(one, other) < SHARPEST)
    .sort((one, other) => cosine(...one) - cosine(...other));
  const taken = new Set<EdgeEnd>();
  return candidates.filter(([one, other]) => {
    if (taken.has(one) || taken.has(other)) return false;
    taken.add(one).add(other);
    return true;
  });
}
