import { expect, test } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { SessionSlots } from './sessions.ts';

/** A server that takes `most` sessions at once and refuses the others. */
function server(most: number) {
  let open = 0;
  let peak = 0;
  const endings: (() => void)[] = [];
  return {
    peak: () => peak,
    start() {
      if (open >= most) {
        return Promise.reject(new ControlPlaneError('HOST_SESSION_REFUSED', 'one too many'));
      }
      open += 1;
      peak = Math.max(peak, open);
      const over = new Promise<void>((resolve) => endings.push(resolve)).then(() => (open -= 1));
      return Promise.resolve({ over });
    },
    endOne: () => endings.shift()?.(),
  };
}

const held = (session: { over: Promise<unknown> }) => session.over;

test('what one connection may not hold at once is done one after the other', async () => {
  const sshd = server(1);
  const slots = new SessionSlots();
  const done = [1, 2, 3, 4].map(async () => {
    await slots.open(() => sshd.start(), held);
    sshd.endOne();
  });
  await Promise.all(done);
  expect(sshd.peak()).toBe(1);
});

test('a server that takes none is told as such', async () => {
  const slots = new SessionSlots();
  const refused = slots.open(() => server(0).start(), held);
  await expect(refused).rejects.toMatchObject({ code: 'HOST_SESSION_REFUSED' });
});

test('who holds a session without use is asked to let go', async () => {
  const sshd = server(1);
  const slots = new SessionSlots();
  slots.onCrowded(() => sshd.endOne());
  await slots.open(() => sshd.start(), held);
  expect(slots.isCrowded).toBe(false);
  await slots.open(() => sshd.start(), held);
  expect(sshd.peak()).toBe(1);
});

test('other errors pass', async () => {
  const slots = new SessionSlots();
  const broken = slots.open(() => Promise.reject(new Error('gone')), held);
  await expect(broken).rejects.toThrow('gone');
});
