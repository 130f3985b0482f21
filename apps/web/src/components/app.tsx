// The page: what is the same on every view, and the view that the address names.

import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { browserModel } from '../recognition/live-recognition.js';
import { answer } from '../state/answer-state.js';
import { DrawView } from '../views/draw-view.js';
import { Dialogs, openDialog } from './dialogs.js';
import { SettingsIcon } from './icons.js';
import { lazily } from './lazily.js';

const HistoryView = lazily(() => import('../views/history-view.js'));
const PredictionView = lazily(() => import('../views/prediction-view.js'));
const NotFoundView = lazily(() => import('../views/not-found-view.js'));

/** Addresses that are views of this page; all others are left to the server. */
const VIEWS = /^\/(history|predictions\/[^/]*)?(\?|$)/;

function ModelName() {
  const model = answer.value?.model ?? browserModel.value;
  if (!model) return <span />;
  return (
    <span>
      Model {model.name}, version {model.version}
    </span>
  );
}

function ViewLink({ href, children }: { readonly href: string; readonly children: string }) {
  const { path } = useLocation();
  return (
    <a href={href} class="nav-link" aria-current={path === href ? 'page' : undefined}>
      {children}
    </a>
  );
}

function Header() {
  return (
    <header class="header">
      <a class="brand" href="/">
        MNIST Digit Classifier
      </a>
      <nav class="nav" aria-label="Views">
        <ViewLink href="/">Draw</ViewLink>
        <ViewLink href="/history">History</ViewLink>
      </nav>
      <div class="header-tools">
        <button type="button" class="button is-quiet" aria-label="Settings" onClick={() => openDialog('settings')}>
          <SettingsIcon />
        </button>
        <button
          type="button"
          class="button is-quiet"
          aria-label="Keyboard shortcuts"
          aria-keyshortcuts="?"
          onClick={() => openDialog('shortcuts')}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function Views() {
  const main = useRef<HTMLElement>(null);
  const { path, query } = useLocation();
  const place = `${path} ${query.cursor ?? ''}`;
  const shownPlace = useRef(place);
  const isGoingBack = useRef(false);
  useEffect(() => {
    const onPopState = () => {
      isGoingBack.current = true;
    };
    addEventListener('popstate', onPopState);
    return () => removeEventListener('popstate', onPopState);
  }, []);
  // A new view, or another page of the history, begins at its top, for eyes, keys and screen readers alike. Going back, the browser
  // knows better where the reader was.
  useEffect(() => {
    if (shownPlace.current === place) return;
    shownPlace.current = place;
    if (!isGoingBack.current) scrollTo(0, 0);
    isGoingBack.current = false;
    main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <main ref={main} class="main" tabIndex={-1}>
      <ErrorBoundary>
        <Router>
          <Route path="/" component={DrawView} />
          <Route path="/history" component={HistoryView} />
          <Route path="/predictions/:id" component={PredictionView} />
          <Route default component={NotFoundView} />
        </Router>
      </ErrorBoundary>
    </main>
  );
}

export function App() {
  return (
    <LocationProvider scope={VIEWS}>
      <div class="page">
        <Header />
        <Views />
        <footer class="footer">
          <ModelName />
          <a href="/api/docs">API</a>
        </footer>
      </div>
      <Dialogs />
    </LocationProvider>
  );
}
