/** Starts the page. */
import { render } from 'preact';
import './style/base.css';
import './style/frame.css';
import './style/kit.css';
import { App } from './shell/app.tsx';
import { keepOffline } from './shell/keep-offline.ts';
import { applyTheme } from './wire/preferences.ts';

applyTheme();
const host = document.getElementById('app');
if (host) {
  host.replaceChildren();
  render(<App />, host);
}
keepOffline();
