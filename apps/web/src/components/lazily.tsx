// Parts of the page that are loaded when they are first needed; what cannot be loaded says so.
import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';

/** @param onClose takes it away, where the page can do without the part. */
export function LoadFailure({ onClose }: { readonly onClose?: () => void }) {
  return (
    <div class="load-failure notice is-error" role="alert">
      <p>This part of the page could not be loaded. Your drawing is kept.</p>
      <div class="load-failure-actions">
        <button type="button" class="button" onClick={() => location.reload()}>
          Load the page again
        </button>
        {onClose && (
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
        )}
      </div>
    </div>
  );
}

/** A component from a module of its own, the module's default. */
export function lazily(load: () => Promise<{ readonly default: ComponentType }>): ComponentType {
  return lazy(() => load().catch(() => ({ default: LoadFailure as ComponentType })));
}
