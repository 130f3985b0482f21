// The pictures of an evaluation: how honest the confidences are, and what was read wrong. Loaded when they are due.
import type { JudgedImage } from '../evaluation/judge.js';
import { contactSheet } from './contact-sheet.js';
import { reliabilityDiagram } from './reliability-diagram.js';
import { writeChart } from './write-chart.js';

const MOST_FAILURES = 72;
const COLUMNS = 12;

/** What was read wrong or refused, the surest first: its label, and what was said with which confidence. */
function failuresSheet(title: string, answers: readonly JudgedImage[]): Promise<string> {
  const wrong = answers.filter(({ label, digit }) => digit !== label).toSorted((a, b) => b.confidence - a.confidence);
  const shown = wrong.length > MOST_FAILURES ? `, the surest ${MOST_FAILURES} of them` : '';
  return contactSheet({
    title: `${title}: ${wrong.length} of ${answers.length} read wrong${shown}`,
    columns: COLUMNS,
    images: wrong.slice(0, MOST_FAILURES).map(({ image, label, digit, confidence }) => ({
      image,
      caption: `${label} → ${digit === null ? 'none' : `${digit}, ${Math.floor(100 * confidence)} %`}`,
    })),
  });
}

/**
 * Writes reliability-<name> and failures-<name>, as SVG and as PNG, for each set of answers, into `folder`, which is there.
 * @param sets By name, each with its title.
 * @throws UserError
 */
export async function writeEvaluationCharts(
  folder: string,
  sets: Readonly<Record<string, { readonly title: string; readonly answers: readonly JudgedImage[] }>>,
): Promise<void> {
  for (const [name, { title, answers }] of Object.entries(sets)) {
    await writeChart(folder, `reliability-${name}`, await reliabilityDiagram(title, answers));
    await writeChart(folder, `failures-${name}`, await failuresSheet(title, answers));
  }
}
