// What thinning leaves that no pen drew: spurs towards the outline's corners, and crossings pulled apart into two forks.
import { type Bitmap, inkRadius } from './bitmap.js';
import type { Edge, Node } from './skeleton-graph.js';

/** A line that ends freely is a spur when it is shorter than this many times half the width of the ink where it forks off. */
const SPUR_LENGTH = 1.1;
/** Two forks are one crossing when nearer to each other than this many times half the width of the ink. */
const BRIDGE_LENGTH = 1.4;

/** Takes spurs away and closes crossings. The edges are changed in place. */
export function tidyGraph(edges: Edge[], inked: Bitmap): Edge[] {
  const radius = ({ x, y }: Node): number => inkRadius(inked, x, y);
  const withoutSpurs = removeSpurs(edges, radius);
  closeCrossings(withoutSpurs, radius);
  return withoutSpurs.filter(
    (edge) => edge.from !== edge.to || edgeLength(edge) > 2 * radius(edge.from) || isAlone(edge, withoutSpurs),
  );
}

/** The path's length. */
export function edgeLength({ points }: Edge): number {
  return points.reduce((sum, [x, y], at) => {
    const [previousX, previousY] = points[at - 1] ?? [x, y];
    return sum + Math.hypot(x - previousX, y - previousY);
  }, 0);
}

function degrees(edges: readonly Edge[]): Map<Node, number> {
  const count = new Map<Node, number>();
  for (const { from, to } of edges) for (const node of [from, to]) count.set(node, (count.get(node) ?? 0) + 1);
  return count;
}

function removeSpurs(edges: Edge[], radius: (node: Node) => number): Edge[] {
  let left = edges;
  // Shortest first, one at a time: of two spurs at the end of a line, the second is the line's own end when the first is gone.
  for (;;) {
    const degree = degrees(left);
    const isSpur = (edge: Edge): boolean => {
      const [from, to] = [degree.get(edge.from) ?? 0, degree.get(edge.to) ?? 0];
      const fork = from === 1 && to > 2 ? edge.to : to === 1 && from > 2 ? edge.from : undefined;
      return fork !== undefined && edgeLength(edge) < SPUR_LENGTH * radius(fork);
    };
    const spur = left.filter(isSpur).sort((one, other) => edgeLength(one) - edgeLength(other))[0];
    if (!spur) return left;
    left = left.filter((edge) => edge !== spur);
  }
}

function closeCrossings(edges: Edge[], radius: (node: Node) => number): void {
  for (;;) {
    const degree = degrees(edges);
    const isBridge = (edge: Edge): boolean =>
      edge.from !== edge.to &&
      (degree.get(edge.from) ?? 0) > 2 &&
      (degree.get(edge.to) ?? 0) > 2 &&
      edgeLength(edge) < BRIDGE_LENGTH * Math.max(radius(edge.from), radius(edge.to));
    const at = edges.findIndex(isBridge);
    const bridge = edges[at];
    if (!bridge) return;
    edges.splice(at, 1);
    const node: Node = { x: (bridge.from.x + bridge.to.x) / 2, y: (bridge.from.y + bridge.to.y) / 2 };
    for (const edge of edges) {
      if (edge.from === bridge.from || edge.from === bridge.to) moveEnd(edge, 'from', node);
      if (edge.to === bridge.from || edge.to === bridge.to) moveEnd(edge, 'to', node);
    }
  }
}

function moveEnd(edge: Edge, end: 'from' | 'to', node: Node): void {
  edge[end] = node;
  edge.points[end === 'from' ? 0 : edge.points.length - 1] = [node.x, node.y];
}

function isAlone(edge: Edge, edges: readonly Edge[]): boolean {
  return edges.every((other) => other === edge || (other.from !== edge.from && other.to !== edge.from));
}
