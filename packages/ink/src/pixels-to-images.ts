// A picture of one digit or of several in a row into MNIST's 28×28 each: ink found, cut into digits, and each digit brought into the frame.
import { type BoundingBox, inkBoundingBox } from './bounding-box.js';
import { discardArtefacts } from './discard-artefacts.js';
import { assertGrayImage, type GrayImage } from './gray-image.js';
import { type Group, groupParts, inReadingOrder, unionOf } from './group-parts.js';
import { findInk, type InkMap } from './ink-map.js';
import { cropImage, insideFrame } from './inside-frame.js';
import { levelsToImage } from './levels-to-image.js';
import { mnistNative } from './mnist-native.js';
import { MOST_DIGITS } from './most-digits.js';
import { boxBetween, type OwnedInk, ownInk } from './own-ink.js';
import { findParts } from './parts.js';
import { splitTouching, WIDEST_ALONE, WIDEST_IN_ROW } from './split-touching.js';

/** One digit of a picture. */
export interface DigitImage {
  /** Where it is, pixels of the picture. */
  readonly box: BoundingBox;
  /** 784 bytes, row by row, 0 paper … 255 ink. */
  readonly image: Uint8Array;
}

/** What a picture shows. */
export interface PictureImages {
  /** In reading order: rows from top to bottom, each from left to right. Empty also where there is so much that it is a texture. */
  readonly digits: readonly DigitImage[];
  /** All ink together as one 28×28: a lone digit's own image; null when nothing stands out from the background. */
  readonly whole: Uint8Array | null;
}

const NOTHING: PictureImages = { digits: [], whole: null };

/**
 * Finds the digits of a picture, dark on light or light on dark, drawn, scanned or photographed.
 * A 28×28 image in MNIST's frame, or the negative of one, is taken as it is, byte for byte.
 * @throws RangeError when the image's data do not fit its sides
 */
export function pixelsToImages(image: GrayImage): PictureImages {
  assertGrayImage(image);
  const native = mnistNative(image);
  if (native) {
    const box = inkBoundingBox(native, image.width, image.height);
    return { digits: box ? [{ box, image: native }] : [], whole: native };
  }
  const ink = findInk(image);
  if (!ink) return NOTHING;
  const page = insideFrame(image, ink);
  const onPage = page && readInk(cropImage(image, page));
  // A page without any ink may be a thick digit that was taken for one.
  return page && onPage?.whole ? movedTo(page, onPage) : imagesOf(image, ink);
}

function readInk(image: GrayImage): PictureImages {
  const ink = findInk(image);
  return ink ? imagesOf(image, ink) : NOTHING;
}

function movedTo({ left, top }: BoundingBox, { digits, whole }: PictureImages): PictureImages {
  const move = (box: BoundingBox): BoundingBox => ({ ...box, left: box.left + left, top: box.top + top });
  return { digits: digits.map(({ box, image }) => ({ box: move(box), image })), whole };
}

function imagesOf(image: GrayImage, ink: InkMap): PictureImages {
  const { parts, labels } = findParts(ink);
  const groups = inReadingOrder(groupParts(discardArtefacts(parts, image, ink.flattened)));
  if (groups.length === 0) return NOTHING;
  if (groups.length > MOST_DIGITS) return textureOf(ink, labels, parts.length, groups);
  const owned = ownInk(ink, labels, parts.length, groups);
  const widest = groups.length > 1 ? WIDEST_IN_ROW : WIDEST_ALONE;
  const digits = groups.flatMap((_, i) => cutTouching(owned, i + 1, widest));
  if (digits.length > MOST_DIGITS) return { digits: [], whole: wholeOf(ink, owned) };
  const images = digits.map(({ box, owner }) => ({ box, image: imageOf(ink, box, (of) => of === owner, owned) }));
  const [lone] = images;
  return { digits: images, whole: lone && images.length === 1 ? lone.image : wholeOf(ink, owned) };
}

/** What has more groups than a picture has digits, as one shape. */
function textureOf(ink: InkMap, labels: Int32Array, partCount: number, groups: readonly Group[]): PictureImages {
  const shape = { parts: groups.flatMap(({ parts }) => parts), box: unionOf(groups.map(({ box }) => box)) };
  return { digits: [], whole: wholeOf(ink, ownInk(ink, labels, partCount, [shape])) };
}

/** The digits of a group that may be several which touch. */
function cutTouching(owned: OwnedInk, owner: number, widest: number): { box: BoundingBox; owner: number }[] {
  const { width, owners, boxes } = owned;
  const whole = boxes[owner - 1];
  if (!whole) return [];
  const cuts = splitTouching(whole, (x, y) => owners[y * width + x] === owner, widest);
  if (cuts.length === 0) return [{ box: whole, owner }];
  const edges = [whole.left, ...cuts, whole.left + whole.width];
  return edges.slice(1).flatMap((right, i) => {
    const box = boxBetween(owned, owner, edges[i] ?? whole.left, right);
    return box ? [{ box, owner }] : [];
  });
}

const wholeOf = (ink: InkMap, owned: OwnedInk): Uint8Array =>
  imageOf(ink, unionOf(owned.boxes), (owner) => owner > 0, owned);

/** A box's ink in MNIST's frame, without what is others'. */
function imageOf(
  { width, levels }: InkMap,
  box: BoundingBox,
  isOwn: (owner: number) => boolean,
  { owners }: OwnedInk,
): Uint8Array {
  const own = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (box.top + y) * width + box.left;
    for (let x = 0; x < box.width; x++) {
      if (isOwn(owners[start + x] ?? 0)) own[y * box.width + x] = levels[start + x] ?? 0;
    }
  }
  return levelsToImage({ width: box.width, height: box.height, data: own }, { ...box, left: 0, top: 0 });
}
