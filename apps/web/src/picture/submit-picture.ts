// Shows a picture in place of the drawing, and submits it.
import { closeDialog } from '../components/dialogs.js';
import { showPicture } from '../state/picture-state.js';
import { randomUuid } from '../state/prediction-id.js';
import { submit, tell } from '../state/submissions.js';
import { dataUrlOf, PictureError, preparePicture } from './picture-file.js';

/** Counts the pictures that were given: one that takes longer to prepare does not take the place of a later one. */
let given = 0;

/** Says what was wrong with a picture, where the drawing is. */
export function tellPictureError(error: unknown): void {
  if (!(error instanceof PictureError)) throw error;
  tell(error.message);
}

/**
 * Shows and submits a picture file.
 * @param name what people call it, such as the file's name
 */
export async function submitPicture(file: Blob, name: string): Promise<void> {
  given += 1;
  const turn = given;
  closeDialog();
  try {
    const prepared = await preparePicture(file);
    const image = await dataUrlOf(prepared);
    const id = randomUuid();
    if (turn === given) showPicture(id, prepared, name);
    await submit({ id, request: { image }, label: null });
  } catch (error) {
    tellPictureError(error);
  }
}
