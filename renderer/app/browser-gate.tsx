import { useEffect, useState } from 'react';
import { SignIn } from '../features/sign-in/sign-in.tsx';
import { createBrowserBridge, type BrowserBridge } from '../lib/browser-bridge.ts';
import { isSignedIn, signOut } from '../lib/session.ts';
import { App } from './app.tsx';

type Gate =
  | { stage: 'checking' }
  | { stage: 'signed-out' }
  | { stage: 'in'; bridge: BrowserBridge; ended: boolean };

function rpcUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`;
}

function open(): Gate {
  return { stage: 'in', bridge: createBrowserBridge({ url: rpcUrl(), isSignedIn }), ended: false };
}

/**
 * In a browser: nobody gets past without a session. The desktop shell does without this. A session
 * that ends by itself leaves the page standing behind the card, with what was typed into it.
 */
export function BrowserGate() {
  const [gate, setGate] = useState<Gate>({ stage: 'checking' });

  useEffect(() => {
    let gone = false;
    void isSignedIn()
      .catch(() => false)
      .then((signedIn) => {
        if (!gone) setGate(signedIn ? open() : { stage: 'signed-out' });
      });
    return () => {
      gone = true;
    };
  }, []);

  const bridge = gate.stage === 'in' ? gate.bridge : null;
  useEffect(() => {
    if (!bridge) return;
    const stop = bridge.connection.subscribe(() => {
      if (bridge.connection.state() !== 'signed-out') return;
      setGate({ stage: 'in', bridge, ended: true });
    });
    return () => {
      stop();
      bridge.close();
    };
  }, [bridge]);

  if (gate.stage === 'checking') return null;
  if (gate.stage === 'signed-out') {
    return <SignIn ended={false} onSignedIn={() => setGate(open())} />;
  }
  const leave = async () => {
    await signOut();
    setGate({ stage: 'signed-out' });
  };
  return (
    <>
      {gate.ended && <SignIn ended onSignedIn={() => setGate(open())} />}
      <div className="h-full" hidden={gate.ended}>
        <App
          controlPlane={{
            bridge: gate.bridge,
            connection: gate.bridge.connection,
            signOut: leave,
          }}
        />
      </div>
    </>
  );
}
