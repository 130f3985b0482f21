// What a person has set, kept in the browser. Another tab's change takes effect in this one too.
import { effect, signal } from '@preact/signals';
import { PEN_WIDTHS } from '../drawing/drawing.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  readonly theme: Theme;
  /** The pen's width, in units of the drawing. */
  readonly penWidth: number;
  /** The answer left of the canvas, out from under a left hand. */
  readonly leftHanded: boolean;
  /** Whether the answer is given while the pen moves. */
  readonly live: boolean;
  /** Whether a drawing is submitted by itself once the pen has rested. */
  readonly autoSubmit: boolean;
  /** Whether single keys, such as a digit for the label, do something; keys on the canvas always do. */
  readonly shortcuts: boolean;
}

/** public/theme.js reads the theme under this name too, before anything is painted. */
const KEY = 'settings';

export const defaultSettings: Settings = {
  theme: 'system',
  penWidth: PEN_WIDTHS.usual,
  leftHanded: false,
  live: true,
  autoSubmit: false,
  shortcuts: true,
};

/** Settings from stored text; what is missing or makes no sense is as by default. */
export function parseSettings(text: string | null): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? 'null');
  } catch {
    return defaultSettings;
  }
  if (typeof stored !== 'object' || stored === null) return defaultSettings;
  const { theme, penWidth, leftHanded, live, autoSubmit, shortcuts } = stored as Partial<
    Record<keyof Settings, unknown>
  >;
  const isWidth = typeof penWidth === 'number' && penWidth >= PEN_WIDTHS.least && penWidth <= PEN_WIDTHS.most;
  return {
    theme: THEMES.find((known) => known === theme) ?? defaultSettings.theme,
    penWidth: isWidth ? penWidth : defaultSettings.penWidth,
    leftHanded: typeof leftHanded === 'boolean' ? leftHanded : defaultSettings.leftHanded,
    live: typeof live === 'boolean' ? live : defaultSettings.live,
    autoSubmit: typeof autoSubmit === 'boolean' ? autoSubmit : defaultSettings.autoSubmit,
    shortcuts: typeof shortcuts === 'boolean' ? shortcuts : defaultSettings.shortcuts,
  };
}

/** Storage can be forbidden by the browser's privacy settings: then nothing is kept. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const settings = signal<Settings>(parseSettings(read()));

/** Changes some of the settings, here and for the next visit. */
export function changeSettings(changes: Partial<Settings>): void {
  settings.value = { ...settings.value, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.value));
  } catch {
    // Kept for as long as the page is open.
  }
}

/** Makes the page follow the settings that its styles depend on, and the changes that other tabs make. */
export function applySettings(): void {
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) settings.value = parseSettings(read());
  });
  effect(() => {
    const { theme, leftHanded } = settings.value;
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
    if (leftHanded) dataset.hand = 'left';
    else delete dataset.hand;
  });
}
