// A thinned picture as a graph: lines meet in nodes, and run between them as edges.
import type { Point } from '@digits/ink';
import { type Bitmap, neighbourSteps } from './bitmap.js';

/** A place where lines end or meet. */
export interface Node {
  x: number;
  y: number;
}

/** A line from one node to another, both ends' places included. */
export interface Edge {
  from: Node;
  to: Node;
  points: Point[];
}

/** Traces the lines of a thinned picture. A lone pixel becomes an edge of one point, a ring an edge from a node to itself. */
export function skeletonGraph({ width, data }: Bitmap): Edge[] {
  const steps = neighbourSteps(width);
  const neighbours = (at: number): number[] => steps.map((step) => at + step).filter((next) => data[next]);
  const place = (at: number): Point => [at % width, Math.floor(at / width)];
  const pixels = [...data.keys()].filter((at) => data[at]);
  const nodeOf = new Map<number, Node>();
  const visited = new Set<number>();
  const edges: Edge[] = [];

  // Neighbouring pixels where lines meet are one node, in their middle.
  const meeting = pixels.filter((at) => neighbours(at).length > 2);
  for (const start of meeting) {
    if (nodeOf.has(start)) continue;
    const node: Node = { x: 0, y: 0 };
    const cluster = [start];
    nodeOf.set(start, node);
    for (const at of cluster) {
      for (const next of neighbours(at)) {
        if (neighbours(next).length < 3 || nodeOf.has(next)) continue;
        nodeOf.set(next, node);
        cluster.push(next);
      }
    }
    for (const [x, y] of cluster.map(place))
      [node.x, node.y] = [node.x + x / cluster.length, node.y + y / cluster.length];
  }
  for (const at of pixels) {
    if (neighbours(at).length < 2) nodeOf.set(at, { x: place(at)[0], y: place(at)[1] });
  }

  const follow = (from: Node, start: number, first: number): void => {
    const points: Point[] = [[from.x, from.y]];
    let [previous, at] = [start, first];
    for (;;) {
      const end = nodeOf.get(at);
      if (end) {
        edges.push({ from, to: end, points: [...points, [end.x, end.y]] });
        return;
      }
      visited.add(at);
      points.push(place(at));
      const next =
        neighbours(at).find((one) => one !== previous && !visited.has(one)) ??
        neighbours(at).find((one) => one !== previous && nodeOf.has(one));
      if (next === undefined) return;
      [previous, at] = [at, next];
    }
  };

  for (const [at, node] of [...nodeOf]) {
    for (const next of neighbours(at)) {
      const other = nodeOf.get(next);
      if (other === undefined && !visited.has(next)) follow(node, at, next);
      // Two nodes side by side have nothing between them; seen from both, the edge is taken once.
      if (other !== undefined && other !== node && at < next) {
        edges.push({
          from: node,
          to: other,
          points: [
            [node.x, node.y],
            [other.x, other.y],
          ],
        });
      }
    }
  }
  for (const at of pixels) {
    const next = neighbours(at)[0];
    if (visited.has(at) || nodeOf.has(at) || next === undefined) continue;
    const node: Node = { x: place(at)[0], y: place(at)[1] };
    nodeOf.set(at, node);
    follow(node, at, next);
  }
  // A dot may have shrunk to a few pixels that all touch each other: a node without edges.
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  for (const node of new Set(nodeOf.values())) {
    if (!joined.has(node)) edges.push({ from: node, to: node, points: [[node.x, node.y]] });
  }
  return edges;
}
