import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts.ts';

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

/**
 * The application's menu. Electron gives the roles their behaviour and keys.
 * @param developerTools whether they may be opened: not in what operators get
 */
export function menuTemplate(texts: Texts, developerTools: boolean, platform: string): Item[] {
  const isMac = platform === 'darwin';
  const application: Item = {
    label: isMac ? 'Clusterdesk' : texts.file,
    submenu: [
      { role: 'close', label: texts.close },
      separator,
      { role: 'quit', label: texts.quit },
    ],
  };
  const edit: Item = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      separator,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      separator,
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...(developerTools
        ? [{ role: 'toggleDevTools', label: texts.developerTools } satisfies Item]
        : []),
    ],
  };
  const window: Item = {
    label: texts.window,
    submenu: [{ role: 'minimize', label: texts.minimize }],
  };
  return [application, edit, view, window];
}
