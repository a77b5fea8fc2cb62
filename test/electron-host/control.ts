/**
 * The line to the test that started the stand-in: where its browser can be reached, and code to be
 * run in the main process with Electron's modules (as Playwright's electronApp.evaluate does).
 */
export type FromHost =
  | { kind: 'browser'; endpoint: string }
  | { kind: 'result'; id: number; ok: boolean; value: unknown };
export interface EvaluateRequest {
  readonly id: number;
  /** the source of a function (electron, argument) => result */
  readonly source: string;
  readonly argument: unknown;
}

function tell(message: FromHost): void {
  process.send?.(message);
}

export function announce({ endpoint }: { endpoint: string }): void {
  tell({ kind: 'browser', endpoint });
}

export function serveEvaluation(electron: object): void {
  if (process.send === undefined) return;
  process.on('message', (request: EvaluateRequest) => {
    void (async () => {
      const { id, source, argument } = request;
      try {
        // oxlint-disable-next-line no-implied-eval -- the test's own function, sent as its source
        const run = new Function(
          'electron',
          'argument',
          `return (${source})(electron, argument)`,
        ) as (electron: object, argument: unknown) => unknown;
        tell({ kind: 'result', id, ok: true, value: await run(electron, argument) });
      } catch (error) {
        tell({ kind: 'result', id, ok: false, value: String(error) });
      }
    })();
  });
  // A test that was killed leaves no app behind; Chromium goes with the pipe to it.
  process.on('disconnect', () => process.exit(1));
  process.channel?.unref();
}
