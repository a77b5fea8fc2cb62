/** Where Debian's Chromium is. */
export const CHROMIUM = '/usr/bin/chromium';

/** Without these Chromium tries to reach hosts of its maker at every start. */
export const QUIET_FLAGS: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
