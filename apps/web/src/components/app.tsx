// The page: what is the same on every view, and the view that the address names.

import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { browserModel } from '../recognition/live-recognition.js';
import { announcement } from '../state/announcement.js';
import { answer } from '../state/answer-state.js';
import { DrawView } from '../views/draw-view.js';
import { Dialogs, openDialog } from './dialogs.js';
import { focusOrMain } from './focus.js';
import { SettingsIcon } from './icons.js';
import { lazily } from './lazily.js';
import { RenderBoundary } from './render-boundary.js';

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
  const { path, query, url } = useLocation();
  const place = `${path} ${query.cursor ?? ''}`;
  const shown = useRef({ place, path });
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
    const left = shown.current;
    const wentBack = isGoingBack.current;
    isGoingBack.current = false;
    if (left.place === place) return;
    shown.current = { place, path };
    if (!wentBack) scrollTo(0, 0);
    // A filter that leads from a later page to the first keeps the focus.
    if (left.path === path && document.activeElement?.closest('form')) return;
    const link = wentBack && main.current?.querySelector(`a[href="${CSS.escape(left.path)}"]`);
    focusOrMain(link || main.current);
  }, [url]);
  return (
    <main ref={main} class="main" tabIndex={-1}>
      <RenderBoundary address={url}>
        <ErrorBoundary>
          <Router>
            <Route path="/" component={DrawView} />
            <Route path="/history" component={HistoryView} />
            <Route path="/predictions/:id" component={PredictionView} />
            <Route default component={NotFoundView} />
          </Router>
        </ErrorBoundary>
      </RenderBoundary>
    </main>
  );
}

/** Read by screen readers, seen by nobody. */
function Announcement() {
  const { text, number } = announcement.value;
  return (
    <p class="visually-hidden" role="status">
      <span key={number}>{text}</span>
    </p>
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
      <Announcement />
    </LocationProvider>
  );
}
