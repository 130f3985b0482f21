// Ink that is none: specks of noise and dust, and what comes in from the picture's border: the paper's edge, a dark frame, a
// shadow's corner, a ruled line.
import type { GrayImage } from './gray-image.js';
import type { Part } from './parts.js';

/** A part with less than this share of the largest's area is a speck … */
const SPECK_AREA = 0.03;

/** … when its longer side is also less than this share of the largest's. */
const SPECK_SIDE = 0.2;

/** In a photograph a part smaller than this share of the picture's shorter side is dust, pixels' noise. */
const DUST_SIDE = 0.02;

/** … and one that touches the border and is less high than this share of the highest inside is a bit of a shadow or of a line. */
const RIM_HEIGHT = 0.65;

/** A part that covers this share of a side of the picture comes in from outside … */
const SIDE_COVERED = 0.35;

/** … and in a photograph it does, whatever else there is, when it covers this share. */
const SIDE_FULL = 0.9;

/** … as does one that spans this share of the picture and is this thin on average, both of the picture's side. */
const LINE_LENGTH = 0.85;
const LINE_THICKNESS = 0.08;

/** What remains must be this large beside an artefact, as a share of the picture's shorter side: otherwise the artefact may be the digit. */
const REMAINING_SIDE = 0.15;

/** Parts beyond this many, by area, cannot all be digits. */
const MOST_PARTS = 200;

type Size = Pick<GrayImage, 'width' | 'height'>;

const longerSide = ({ box }: Part): number => Math.max(box.width, box.height);

/** The largest measure of any part, 0 of none. One by one: there may be more parts than a call can have arguments. */
const largest = (parts: readonly Part[], measure: (part: Part) => number): number =>
  parts.reduce((most, part) => Math.max(most, measure(part)), 0);

/** The largest share that a part covers of one of the picture's sides. */
function mostCovered({ contact: [top, right, bottom, left] }: Pick<Part, 'contact'>, { width, height }: Size): number {
  return Math.max(top / width, bottom / width, left / height, right / height);
}

const isInside = ({ contact }: Part): boolean => contact.every((pixels) => pixels === 0);

/** Whether a part looks as if it came in from the picture's border. */
function isFromBorder({ box, area, contact }: Part, { width, height }: Size): boolean {
  const [top, right, bottom, left] = contact;
  if (mostCovered({ contact }, { width, height }) >= SIDE_COVERED) return true;
  // Both sides of a corner, for more than a stroke that is cut off there: a shadow's or a page's corner.
  const corner = Math.max(Math.min(top, left), Math.min(top, right), Math.min(bottom, left), Math.min(bottom, right));
  if (corner >= 0.5 * Math.sqrt(area)) return true;
  const acrossWidth = left > 0 && right > 0 && area / box.width < LINE_THICKNESS * height;
  const acrossHeight = top > 0 && bottom > 0 && area / box.height < LINE_THICKNESS * width;
  return (
    acrossWidth || acrossHeight || isLine(box.width, area, contact, width) || isLine(box.height, area, contact, height)
  );
}

/** A long thin part that touches the border: a ruled line that fades before it reaches the other side. */
function isLine(length: number, area: number, contact: Part['contact'], side: number): boolean {
  return contact.some((pixels) => pixels > 0) && length > LINE_LENGTH * side && area / length < LINE_THICKNESS * length;
}

/**
 * The parts that may be digits or pieces of digits.
 * @param photograph whether the picture is one: there is more dust then
 */
export function discardArtefacts(all: readonly Part[], size: Size, photograph: boolean): Part[] {
  const parts = photograph ? all.filter((part) => mostCovered(part, size) < SIDE_FULL) : all;
  const inside = parts.filter((part) => !isFromBorder(part, size));
  const remaining = largest(inside, longerSide);
  const candidates = remaining >= REMAINING_SIDE * Math.min(size.width, size.height) ? inside : parts;
  const dust = photograph ? DUST_SIDE * Math.min(size.width, size.height) : 0;
  const largestArea = largest(candidates, ({ area }) => area);
  const largestSide = largest(candidates, longerSide);
  const highest = largest(candidates.filter(isInside), ({ box }) => box.height);
  const kept = candidates
    .filter((part) => !photograph || isInside(part) || part.box.height >= RIM_HEIGHT * highest)
    .filter((part) => longerSide(part) >= dust)
    .filter((part) => part.area >= SPECK_AREA * largestArea || longerSide(part) >= SPECK_SIDE * largestSide);
  return kept.sort((a, b) => b.area - a.area).slice(0, MOST_PARTS);
}
