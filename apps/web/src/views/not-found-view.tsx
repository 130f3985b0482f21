// An address of the page that leads nowhere.
import { useTitle } from '../components/use-title.js';

export default function NotFoundView() {
  useTitle('Nothing is here');
  return (
    <div class="view">
      <h1>Nothing is here</h1>
      <p class="empty-state">
        This address leads nowhere. <a href="/">Draw a digit</a>, or look at <a href="/history">the history</a>.
      </p>
    </div>
  );
}
