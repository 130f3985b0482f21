// Observable Plot, a document that it can draw into outside a browser, and the sheet that makes its plots a picture.
import type * as ObservablePlot from '@observablehq/plot';

export type Plot = typeof ObservablePlot;

/** A plot and where its upper left corner lies on the sheet, in pixels. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly plot: ObservablePlot.PlotOptions;
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  /** What a screen reader says of the picture. */
  readonly title: string;
  readonly plots: readonly Placed[];
}

/** Dark grey of all text that has no colour of its own. */
export const INK = '#24292f';
/** Lighter grey, for what explains. */
export const FAINT_INK = '#57606a';
export const GRID = '#e1e4e8';
// Blue and orange also differ to a colour-blind eye, and both are dark enough for text on white.
export const BLUE = '#0b5cad';
export const ORANGE = '#b34700';

/** Of all text. One of these is on nearly every machine; where none is, the renderer takes what it has. */
export const FONTS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Loads Plot when a chart is wanted: it takes a fifth of a second, which no other command should wait for. */
export const loadPlot = (): Promise<Plot> => import('@observablehq/plot');

/** Draws plots onto one white sheet. @returns a standalone SVG document. */
export async function drawSheet({ width, height, title, plots }: Sheet): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([loadPlot(), import('linkedom')]);
  const { document } = parseHTML('<html></html>');
  const drawn = plots.map(({ x, y, plot }) => {
    const svg = Plot.plot({ ...plot, document });
    // Plot's style sheet is for web pages, and renderers of pictures may trip over it; the sheet sets the type.
    svg.querySelector('style')?.remove();
    for (const name of ['class', 'font-family', 'font-size']) svg.removeAttribute(name);
    svg.setAttribute('x', String(x));
    svg.setAttribute('y', String(y));
    return svg.outerHTML;
  });
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const type = `color="${INK}" font-family="${FONTS}" font-size="12"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" ${type}>
<title>${title}</title>
<rect width="${width}" height="${height}" fill="white"/>
${drawn.join('\n')}
</svg>
`;
}
