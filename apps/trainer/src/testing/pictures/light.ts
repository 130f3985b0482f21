// Light as it falls on photographed paper, as factors of a page's brightness.

/** The share of the light that reaches a point; u and v from 0 (left, top) to 1. */
export type Light = (u: number, v: number) => number;

/** From full light to `least` across the page. @param towards The darker side, degrees clockwise from the right. */
export function slope(least: number, towards: number): Light {
  const [cos, sin] = [Math.cos((towards * Math.PI) / 180), Math.sin((towards * Math.PI) / 180)];
  const reach = (Math.abs(cos) + Math.abs(sin)) / 2;
  return (u, v) => {
    const along = ((u - 0.5) * cos + (v - 0.5) * sin) / reach;
    return 1 - (1 - least) * (0.5 + along / 2);
  };
}

/** Full light in the middle, `least` in the corners. */
export function vignette(least: number): Light {
  return (u, v) => 1 - (1 - least) * (2 * ((u - 0.5) ** 2 + (v - 0.5) ** 2)) ** 1.2;
}

/**
 * A shadow over everything on one side of a line through (u0, v0).
 * @param darkness The share of the light in it. @param towards Where it lies, degrees. @param soft The edge's width, of the page's.
 */
export function shadow(darkness: number, u0: number, v0: number, towards: number, soft: number): Light {
  const [cos, sin] = [Math.cos((towards * Math.PI) / 180), Math.sin((towards * Math.PI) / 180)];
  return (u, v) => {
    const into = Math.max(0, Math.min(1, ((u - u0) * cos + (v - v0) * sin) / soft + 0.5));
    return 1 - (1 - darkness) * into * into * (3 - 2 * into);
  };
}
