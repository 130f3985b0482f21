// Records as CSV (RFC 4180), safe to open in a spreadsheet.
import type { PredictionRecord } from '@digits/contract';

type Cell = string | number | null;

/**
 * One cell. Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"); numbers are
 * left alone.
 */
function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line, with its end. */
export function formatRow(cells: readonly Cell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

const COLUMNS: readonly (readonly [name: string, value: (record: PredictionRecord) => Cell])[] = [
  ['id', (record) => record.id],
  ['createdAt', (record) => record.createdAt],
  ['source', (record) => record.source],
  ['digit', (record) => record.digit],
  // Of a picture of several digits: "3 1 ? 4".
  ['digits', (record) => record.digits?.map(({ digit }) => digit ?? '?').join(' ') ?? null],
  ['confidence', (record) => record.confidence],
  ['label', (record) => record.label],
  ['labelledAt', (record) => record.labelledAt],
  ['modelName', (record) => record.model.name],
  ['modelVersion', (record) => record.model.version],
  ['latencyMs', (record) => record.latencyMs],
  ...Array.from({ length: 10 }, (_, digit) => {
    const value = (record: PredictionRecord) => record.probabilities[digit] ?? null;
    return [`probability${digit}`, value] as const;
  }),
  ['size', (record) => record.ink?.size ?? null],
  ['strokes', (record) => record.ink && JSON.stringify(record.ink.strokes)],
  // Hexadecimal, where the API has base64: base64 may start with "+", which a spreadsheet would take for a formula.
  ['pixels', (record) => Buffer.from(record.pixels, 'base64').toString('hex')],
];

export const CSV_HEADER = formatRow(COLUMNS.map(([name]) => name));

/** The record's line under CSV_HEADER. */
export const recordToCsv = (record: PredictionRecord): string => formatRow(COLUMNS.map(([, value]) => value(record)));
