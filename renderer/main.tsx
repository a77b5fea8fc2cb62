import './lib/zod-config.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { BrowserGate } from './app/browser-gate.tsx';
import './app/styles.css';
import { alwaysOpen } from './lib/control-plane.ts';
import { watchLanguage, watchSystemTheme } from './lib/preferences.ts';

watchSystemTheme();
watchLanguage();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const bridge = window.controlPlane;
createRoot(root).render(
  bridge ? <App controlPlane={{ bridge, connection: alwaysOpen }} /> : <BrowserGate />,
);
