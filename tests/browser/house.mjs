// An office for one test file: the built program with a data folder, a port and a clock of its own.
//
//   const house = await demoHouse();     the demo office of 2021, with an account of every role
//   const house = await emptyHouse();    a first start: nothing but the administrator quantri
//
// A house ends with its file. Its clock stands at `now`; `restart({ now })` is how time passes.

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
const PROGRAM = path.resolve(process.env.ANSINH_BIN ?? path.join(TARGET, 'debug', 'ansinh'));

/** The morning after the day of the demo's report. */
const DEMO_NOW = '2021-04-28T01:00:00Z';
const START_SECONDS = 30;

const run = promisify(execFile);
const open = new Set();

class House {
  /** The one-time passwords the program printed, by login. */
  passwords = {};
  address = '';
  #server;
  #said = '';

  constructor(data, now) {
    this.data = data;
    this.now = now;
  }

  get #environment() {
    return { ...process.env, ANSINH_NOW: this.now };
  }

  /** Runs `ansinh ARGUMENTS --data …` beside the server and returns what it printed. */
  async command(...given) {
    const { stdout } = await run(PROGRAM, [...given, '--data', this.data], { env: this.#environment });
    return stdout;
  }

  async start() {
    const listen = ['serve', '--data', this.data, '--listen', '127.0.0.1:0'];
    const server = spawn(PROGRAM, listen, { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#server = server;
    this.#said = '';
    this.address = await new Promise((opened, failed) => {
      const fail = (why) => failed(new Error(`${PROGRAM} serve ${why}:\n${this.#said}`));
      const late = setTimeout(() => fail(`said no address in ${START_SECONDS} seconds`), START_SECONDS * 1000);
      server.once('error', (fault) => fail(fault.message));
      server.once('exit', (code) => fail(`ended with ${code}`));
      const hear = (bytes) => {
        this.#said += bytes;
        const address = this.#said.match(/http:\/\/\S+/);
        if (address) opened(address[0]);
        if (address) clearTimeout(late);
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
    });
    const first = this.#said.match(/Đăng nhập: (\S+)\s+mật khẩu \(chỉ in một lần\): (\S+)/);
    if (first) this.passwords[first[1]] = first[2];
  }

  /** Asks the server to stop; a fault it logged since it started, or an end of its own, fails whoever stops it. */
  async stop() {
    const server = this.#server;
    const isUp = server.exitCode === null && server.signalCode === null;
    if (isUp) {
      const ended = new Promise((gone) => server.once('exit', gone));
      server.kill('SIGTERM');
      // A browser that keeps a connection must not keep the server.
      const late = setTimeout(() => server.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(late);
    }
    const fault = this.#said.split('\n').find((line) => /ERROR|panicked/.test(line));
    if (fault) throw new Error(`the server logged a fault: ${fault}`);
    if (!isUp) throw new Error(`the server had ended by itself:\n${this.#said}`);
  }

  /** The same data and, unless it is told otherwise, the same moment; the address is a new one. */
  async restart({ now = this.now } = {}) {
    await this.stop();
    this.now = now;
    await this.start();
  }

  async end() {
    open.delete(this);
    await this.stop().finally(() => rm(this.data, { recursive: true, force: true }));
  }

  /** For a process that is ending whatever happens. */
  kill() {
    this.#server?.kill('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}

after(async () => {
  for (const house of open) await house.end();
});
process.on('exit', () => open.forEach((house) => house.kill()));

async function begin(passwords, now, fill) {
  const house = new House(await mkdtemp(path.join(tmpdir(), 'ansinh-browser-')), now);
  open.add(house);
  Object.assign(house.passwords, passwords);
  await fill(house.data);
  await house.start();
  return house;
}

/** A copy of the demo office. */
export async function demoHouse({ now = DEMO_NOW } = {}) {
  const { folder, passwords } = await demo();
  return begin(passwords, now, (data) => cp(path.join(folder, 'data'), data, { recursive: true }));
}

/** An office on its first day; `house.command('office', '--unit', CODE)` sets it up. */
export async function emptyHouse({ now = DEMO_NOW } = {}) {
  return begin({}, now, async () => {});
}

/**
 * The demo office as this program makes it: made once and kept for all files and later runs, until the program changes.
 * Two files that start together may both make it; the first one's is kept.
 */
async function demo() {
  const { mtimeMs, size } = await stat(PROGRAM).catch(() => {
    throw new Error(`${PROGRAM} is not there; build it with cargo build, or name it in ANSINH_BIN`);
  });
  const mark = createHash('sha256').update(`${PROGRAM} ${mtimeMs} ${size}`).digest('hex').slice(0, 16);
  const shared = path.join(TARGET, 'browser-demo');
  const folder = path.join(shared, mark);
  const kept = () => readFile(path.join(folder, 'passwords.json'), 'utf8').catch(() => null);
  if ((await kept()) === null) {
    await mkdir(shared, { recursive: true });
    await makeDemo(shared, folder);
    await forgetDemosBut(mark, shared);
  }
  return { folder, passwords: JSON.parse(await kept()) };
}

async function makeDemo(shared, folder) {
  const aside = await mkdtemp(path.join(shared, 'making-'));
  try {
    const { stdout } = await run(PROGRAM, ['demo', '--no-serve', '--data', path.join(aside, 'data')]);
    const printed = stdout.matchAll(/^ {2}(\S+) +([a-z2-9]{16}) {3}\S/gm);
    const passwords = Object.fromEntries([...printed].map(([, login, password]) => [login, password]));
    await writeFile(path.join(aside, 'passwords.json'), JSON.stringify(passwords));
    await rename(aside, folder);
  } catch (fault) {
    await rm(aside, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(fault.code)) throw fault;
  }
}

async function forgetDemosBut(mark, shared) {
  const old = (await readdir(shared)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== mark);
  for (const name of old) await rm(path.join(shared, name), { recursive: true, force: true });
}
