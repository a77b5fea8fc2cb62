// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { id, summary } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { renderPage, setUpPage } from '../../test/render.testing.tsx';

setUpPage();

const all = Array.from({ length: 120 }, (_, n) =>
  summary({ _id: id(400 - n), clusterName: `cluster-${n + 1}` }),
);

async function openPage(path = '/operations') {
  const page = renderPage(
    path,
    memoryBridge({
      'operations.list': ({ skip = 0, limit = 0, state }) => {
        const items = all.filter((each) => !state || each.state === state);
        return {
          count: items.length,
          items: items.slice(Number(skip), Number(skip) + Number(limit)),
        };
      },
    }),
  );
  await screen.findByRole('navigation', { name: 'Pages' });
  return page;
}

const drawn = () =>
  within(screen.getByRole('table', { name: 'Operations' })).getAllByRole('row').length - 1;
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

test('a long list comes in pages', async () => {
  const { user } = await openPage();
  expect(screen.getByText('1 to 50 of 120')).toBeDefined();
  expect(drawn()).toBe(50);
  expect(button('Previous page').disabled).toBe(true);
  await user.click(button('Next page'));
  await screen.findByText('51 to 100 of 120');
  await user.click(button('Next page'));
  await screen.findByText('101 to 120 of 120');
  await screen.findByRole('link', { name: 'cluster-120' });
  expect(drawn()).toBe(20);
  expect(button('Next page').disabled).toBe(true);
  await user.click(button('Previous page'));
  await screen.findByText('51 to 100 of 120');
});

test('a page that the list no longer has leads to its last one', async () => {
  const { router } = await openPage('/operations?page=9');
  await screen.findByText('101 to 120 of 120');
  expect(router.state.location.search).toEqual({ page: 3 });
});

test('a filter begins at the first page, and what was shown stays until it has answered', async () => {
  const { user, bridge } = await openPage('/operations?page=3');
  await screen.findByText('101 to 120 of 120');
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  bridge.answer({
    'operations.list': async () => {
      await answered;
      return { count: 1, items: all.slice(0, 1) };
    },
  });
  await user.selectOptions(screen.getByRole('combobox', { name: 'Filter by state' }), 'failed');
  await waitFor(() =>
    expect(bridge.calls.at(-1)).toEqual({
      name: 'operations.list',
      input: { state: 'failed', sort: '-time_create', skip: 0, limit: 50 },
    }),
  );
  expect(drawn()).toBe(20);
  answer();
  await waitFor(() => expect(drawn()).toBe(1));
  expect(screen.queryByRole('navigation', { name: 'Pages' })).toBeNull();
});
