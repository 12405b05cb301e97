/**
 * A Chromium for tests, spoken to over a pipe in its own protocol: no package between, no port open.
 * `.ci/run` installs it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A page in a browser. */
export interface Page {
  /** Loads a file, up to its load event. */
  open(file: string, hash?: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses a key, as a person does: `j`, `Escape`, `?`. */
  press(key: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  prefers(scheme: 'light' | 'dark'): Promise<void>;
  /** Whether scripts of a page opened from now on run. */
  scripts(enabled: boolean): Promise<void>;
  /** The bytes of a PNG of what is in sight. */
  screenshot(): Promise<Buffer>;
  /** What the page said in its console, and what its policy forbade, since it was opened. */
  said(): readonly string[];
  /** The addresses that it asked for, its own among them. */
  asked(): readonly string[];
}

export interface Browser {
  readonly page: Page;
  close(): Promise<void>;
}

/** Starts a browser with one page. */
export async function openBrowser(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-browser-'));
  const process_ = spawn(
    chromium(),
    [
      ...[
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--remote-debugging-pipe',
        '--disable-dev-shm-usage',
      ],
      ...[
        '--no-first-run',
        '--disable-background-networking',
        '--hide-scrollbars',
        `--user-data-dir=${folder}`,
      ],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const wire = connect(process_);
  const page = await openPage(wire);
  return {
    page,
    close: async () => {
      const ended = new Promise(resolve => process_.once('exit', resolve));
      await wire.send('Browser.close', {});
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function chromium(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const found = NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
  if (found === undefined)
    throw new Error(`expected ${NAMES.join(' or ')} in PATH, found none; .ci/run installs it`);
  return found;
}

type Result = Readonly<Record<string, unknown>>;

interface Wire {
  send(method: string, params: object, session?: string): Promise<Result>;
  /** Calls back for each event. */
  listen(onEvent: (method: string, params: Result) => void): void;
}

function connect(child: ChildProcess): Wire {
  const out = child.stdio[3] as Writable;
  const back = child.stdio[4] as Readable;
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  const listeners: ((method: string, params: Result) => void)[] = [];
  let rest = '';
  let last = 0;
  back.setEncoding('utf8');
  back.on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop()!;
    for (const message of messages) {
      const { id, result, error, method, params } = JSON.parse(message);
      if (id === undefined) {
        for (const listener of listeners) listener(method, params);
        continue;
      }
      const { resolve, reject } = waiting.get(id)!;
      waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(`chromium: ${error.message}`));
    }
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('chromium went away'));
  });
  return {
    listen: onEvent => listeners.push(onEvent),
    send: (method, params, sessionId) =>
      new Promise((resolve, reject) => {
        last++;
        waiting.set(last, { resolve, reject });
        out.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
      }),
  };
}

async function openPage(wire: Wire): Promise<Page> {
  const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await wire.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => wire.send(method, params, String(sessionId));
  const said: string[] = [];
  const asked: string[] = [];
  let onLoad = () => {};
  wire.listen((method, params) => {
    if (method === 'Page.loadEventFired') onLoad();
    if (method === 'Log.entryAdded') said.push(String((params.entry as { text: string }).text));
    if (method === 'Runtime.consoleAPICalled') said.push(JSON.stringify(params.args));
    if (method === 'Runtime.exceptionThrown') said.push(JSON.stringify(params.exceptionDetails));
    if (method === 'Network.requestWillBeSent') asked.push((params.request as { url: string }).url);
  });
  const load = async (url: string) => {
    const loaded = new Promise<void>(resolve => {
      onLoad = resolve;
    });
    await send('Page.navigate', { url });
    await loaded;
  };
  for (const domain of ['Page', 'Log', 'Runtime', 'Network']) await send(`${domain}.enable`);
  return {
    open: async (file, hash = '') => {
      // A page that differs in the hash alone would not be loaded again.
      await load('about:blank');
      said.length = 0;
      asked.length = 0;
      await load(`${pathToFileURL(file)}${hash}`);
    },
    evaluate: async <T>(expression: string) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: T }).value;
    },
    press: async key => {
      const text = key.length === 1 ? { text: key } : {};
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    resize: async (width, height) => {
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
    },
    prefers: async scheme => {
      await send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      });
    },
    scripts: async enabled => {
      await send('Emulation.setScriptExecutionDisabled', { value: !enabled });
    },
    screenshot: async () => {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
    said: () => said,
    asked: () => asked.filter(url => url !== 'about:blank'),
  };
}
