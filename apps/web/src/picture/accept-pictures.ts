// Pictures that are dropped on the page, or pasted into it.
import { submitPicture } from './submit-picture.js';

const fileIn = (data: DataTransfer | null): File | null => {
  const files = [...(data?.files ?? [])];
  return files.find(({ type }) => type.startsWith('image/')) ?? files[0] ?? null;
};

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
const isOnDrawing = () => document.getElementById('drawing') !== null;

function onPaste(event: ClipboardEvent): void {
  const file = fileIn(event.clipboardData);
  if (!file || !isOnDrawing()) return;
  event.preventDefault();
  void submitPicture(file, 'The pasted picture');
}

/** Beside the drawing too: a file that misses it must not replace the page. */
function onDrop(event: DragEvent): void {
  delete document.documentElement.dataset.dragging;
  if (!hasFiles(event)) return;
  event.preventDefault();
  const file = fileIn(event.dataTransfer);
  if (file && isOnDrawing()) void submitPicture(file, file.name);
}

function onDragOver(event: DragEvent): void {
  if (!hasFiles(event)) return;
  event.preventDefault();
  document.documentElement.dataset.dragging = '';
}

function onDragLeave(event: DragEvent): void {
  if (event.relatedTarget === null) delete document.documentElement.dataset.dragging;
}

/** Begins to take pictures, for as long as the page is open. */
export function listenForPictures(): void {
  addEventListener('paste', onPaste);
  addEventListener('dragover', onDragOver);
  addEventListener('dragleave', onDragLeave);
  addEventListener('drop', onDrop);
}
