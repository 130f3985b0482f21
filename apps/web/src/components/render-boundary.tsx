// What goes wrong while a view is made is said, with a way out, in place of that view; the rest of the page stays.
import { Component, type ComponentChildren } from 'preact';

interface RenderBoundaryProps {
  /** The view's address: at another one it is tried anew. */
  readonly address: string;
  readonly children: ComponentChildren;
}

export class RenderBoundary extends Component<RenderBoundaryProps, { readonly failedAt: string | null }> {
  override state = { failedAt: null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failedAt: this.props.address });
  }

  override render({ address, children }: RenderBoundaryProps, { failedAt }: { failedAt: string | null }) {
    if (failedAt !== address) return children;
    return (
      <div class="view">
        <h1>This view cannot be shown</h1>
        <div class="notice" role="alert">
          <p>Something in it went wrong. Your drawing is kept.</p>
          <button type="button" class="button" onClick={() => location.reload()}>
            Load the page again
          </button>
          <a class="button" href="/">
            Draw a digit
          </a>
        </div>
      </div>
    );
  }
}
