// For a real Electron: prints an error box instead of waiting for somebody to click it away.
const { dialog } = require('electron');

dialog.showErrorBox = (title, content) => {
  console.error(`[error box] ${title}\n${content}`);
};
