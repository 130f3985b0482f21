// How many digits a picture can have.

/** More digits than this in one picture are a texture. */
export const MOST_DIGITS = 64;
