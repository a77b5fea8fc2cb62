import http from 'node:http';

export interface Figures {
  /** answers a second */
  readonly rate: number;
  /** ms within which 99 of 100 were answered */
  readonly p99: number;
  /** of the body of an answer */
  readonly bytes: number;
}

type Get = () => Promise<number>;

function client(url: string, token: string, agent: http.Agent): Get {
  return () =>
    new Promise((resolve, reject) => {
      http
        .get(url, { agent, headers: { 'x-auth-token': token } }, (answer) => {
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
          answer.once('error', reject);
          answer.once('end', () =>
            answer.statusCode === 200
              ? resolve(bytes)
              : reject(new Error(`${url}: ${answer.statusCode}`)),
          );
        })
        .once('error', reject);
    });
}

/** Asks for a page over and over, on each connection one request after the other. */
export async function load(
  url: string,
  token: string,
  connections: number,
  seconds: number,
): Promise<Figures> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const get = client(url, token, agent);
  const times: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const one = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      bytes = await get();
      times.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
  } finally {
    agent.destroy();
  }
  const took = (performance.now() - began) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    rate: times.length / took,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
    bytes,
  };
}

/** Asks for a page once on each of several connections. @returns ms and the bytes of one answer */
export async function once(url: string, token: string, connections: number) {
  const agent = new http.Agent({ maxSockets: connections });
  const get = client(url, token, agent);
  const began = performance.now();
  const [bytes = 0] = await Promise.all(Array.from({ length: connections }, get));
  return { ms: performance.now() - began, bytes };
}
