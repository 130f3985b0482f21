// The API's limits, as plain numbers: the page can import them without the validation library.

/** The most points one drawing may have, over all its strokes; also the most strokes. */
export const MAX_POINTS = 10_000;
/** The largest request body, bytes … */
export const MAX_BODY_BYTES = 1_000_000;
/** … and the largest with an image in it: base64 makes 9 MB of a file 12, and telephones' pictures have 2 to 6. */
export const MAX_IMAGE_BODY_BYTES = 12_000_000;
/** The longest address of a picture, characters, and the longer side of a picture fetched from there, px. */
export const MAX_ADDRESS_LENGTH = 2_000;
export const MAX_PICTURE_SIDE = 1_600;
/** Coordinates further out than this are a mistake, not a drawing. */
export const MAX_COORDINATE = 1_000_000;
/** The most records one page of GET /predictions may have. */
export const MAX_PAGE_SIZE = 100;
/** The most drawings and images of one batch, and the most points that its drawings may have together. */
export const MAX_BATCH_ITEMS = 100;
export const MAX_BATCH_POINTS = 50_000;
