/** Names of the IPC channels between preload and main. */
export const channels = {
  call: 'control-plane:call',
  cancel: 'control-plane:cancel',
  subscribe: 'control-plane:subscribe',
  unsubscribe: 'control-plane:unsubscribe',
  /** page → main: how many events of a stream the page has taken */
  taken: 'control-plane:taken',
  event: 'control-plane:event',
  end: 'control-plane:end',
} as const;
