import { languageOf } from '../../shared/contract/language.ts';

/**
 * The words of menus, tray and dialogs, which the main process hands to the system. The page's stand
 * in renderer/i18n: main may not import from there, and no word of these is shown by the page.
 */
const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  quit: 'Quit Clusterdesk',
  close: 'Close window',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  developerTools: 'Developer tools',
  minimize: 'Minimize',
  open: 'Open Clusterdesk',
  busyTitle: 'Operations are running',
  busy: (count: number) =>
    count === 1 ? 'One operation is running.' : `${count} operations are running.`,
  busyDetail:
    'In the background they go on; open Clusterdesk again to see the window. If you quit, they stop where they are and go on when Clusterdesk is started again.',
  keepRunning: 'Keep running in the background',
  quitNow: 'Quit',
  cancel: 'Cancel',
  idle: 'No operation is running.',
};

export type Texts = typeof en;

const zh: Texts = {
  file: '文件',
  edit: '编辑',
  view: '视图',
  window: '窗口',
  quit: '退出 Clusterdesk',
  close: '关闭窗口',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  actualSize: '实际大小',
  zoomIn: '放大',
  zoomOut: '缩小',
  fullScreen: '全屏',
  developerTools: '开发者工具',
  minimize: '最小化',
  open: '打开 Clusterdesk',
  busyTitle: '有操作正在进行',
  busy: (count) => `有 ${count} 个操作正在进行。`,
  busyDetail:
    '在后台它们会继续进行；再次打开 Clusterdesk 即可看到窗口。如果退出，它们会停在当前步骤，下次启动 Clusterdesk 时继续。',
  keepRunning: '在后台继续',
  quitNow: '退出',
  cancel: '取消',
  idle: '没有正在进行的操作。',
};

/** @param locale a BCP 47 tag, as app.getLocale() gives it */
export function textsFor(locale: string): Texts {
  return { en, zh }[languageOf(locale)];
}
