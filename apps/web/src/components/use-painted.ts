// Canvases that are painted in the page's colours, again whenever those change.
import { useEffect, useRef } from 'preact/hooks';
import { settings } from '../settings/settings.js';

/** Calls `listener` whenever the system changes its colours; the returned function ends that. */
export function onSystemColours(listener: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

/** Calls `paint` with the canvas, now and whenever what it depends on, or the page's colours, has changed. */
export function usePainted(paint: (canvas: HTMLCanvasElement) => void, inputs: readonly unknown[]) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const repaint = () => canvas.current && paint(canvas.current);
    repaint();
    return onSystemColours(repaint);
  }, [...inputs, settings.value.theme]);
  return canvas;
}
