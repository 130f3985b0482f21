// Where the keyboard's focus goes when what had it is gone: never to nowhere, from where a reader begins at the top of the page.

/** Focuses `element`, or the view where that cannot be. */
export function focusOrMain(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
  if (document.activeElement === null || document.activeElement === document.body) {
    document.querySelector('main')?.focus({ preventScroll: true });
  }
}

/** Moves the focus on to the view whenever the element that has it is taken away, such as a button that has done its work. */
export function keepFocus(root: Element): void {
  let focused: Element | null = null;
  root.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : null;
  });
  root.addEventListener('focusout', ({ target }) => {
    // Only what is left while it is there: browsers differ in whether they tell of what is taken away.
    if (target instanceof Element && target.isConnected) focused = null;
  });
  new MutationObserver(() => {
    if (!focused || focused.isConnected) return;
    focused = null;
    focusOrMain(document.activeElement);
  }).observe(root, { childList: true, subtree: true });
}
