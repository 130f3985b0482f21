// The window's title, which names the view.
import { useEffect } from 'preact/hooks';

const NAME = 'MNIST Digit Classifier';

/** @param view what the view is called; empty for the page itself. */
export function useTitle(view: string): void {
  useEffect(() => {
    document.title = view ? `${view} · ${NAME}` : NAME;
  }, [view]);
}
