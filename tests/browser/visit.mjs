// A journey: somebody at a browser, and what must hold of every page they see.
//
//   journey('an officer finds a person', async (visitor) => {
//     const officer = await visitor(house, { as: 'canbo' });
//     await officer.go('/nguoi');
//     await officer.fill('Họ tên, có thể kèm năm sinh', 'nguyen');
//     await officer.press('Tìm');
//     await officer.look('tim-nguoi');
//   });
//
// A journey fails on an error in the page's console, an uncaught error, an answer it did not expect, a request that
// failed, and a request to any other machine, whichever page it was and whether or not the journey looked.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { TARGET } from './house.mjs';

const SHOTS = path.resolve(process.env.ANSINH_SHOTS ?? path.join(TARGET, 'browser'));
const WIDE = { width: 1366, height: 768 };
const NARROW = { width: 390, height: 844 };
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const PATIENCE_MS = 15_000;
const JOURNEY_MS = 180_000;

/** Nothing of the browser's own goes to a network; its profile is empty and gone afterwards. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let started = null;
const browser = () =>
  (started ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS }));
after(async () => (await started)?.close());

/** One test. `visitor(house, options)` sits somebody down at a browser of their own; all leave when the journey ends. */
export function journey(name, walk) {
  test(name, { timeout: JOURNEY_MS }, async () => {
    const visitors = [];
    const visitor = async (house, options = {}) => {
      const one = await sitDown(house, options);
      visitors.push(one);
      if (options.as) await one.signIn(options.as);
      return one;
    };
    try {
      await walk(visitor);
      visitors.forEach((one) => one.complain());
    } catch (fault) {
      const seen = visitors.map((one, place) => one.shot(`failed-${fileName(name)}-${place + 1}`));
      await Promise.allSettled(seen);
      throw fault;
    } finally {
      await Promise.allSettled(visitors.map((one) => one.leave()));
    }
  });
}

const fileName = (name) => name.normalize('NFD').replace(/[^a-zA-Z0-9]+/g, '-');

async function sitDown(house, { script = true }) {
  const context = await (await browser()).newContext({
    viewport: WIDE,
    javaScriptEnabled: script,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return new Visitor(house, context, await context.newPage());
}

class Visitor {
  #context;
  #complaints = [];
  /** The answer the next step is meant to get. */
  #expected = 200;

  constructor(house, context, page) {
    this.house = house;
    /** Playwright's page, for whatever the helpers do not say. */
    this.page = page;
    this.#context = context;
    context.on('request', (request) => this.#watchHost(request.url()));
    context.on('response', (response) => this.#watchAnswer(response));
    context.on('requestfailed', (request) => this.#watchFailure(request));
    context.on('console', (message) => this.#watchConsole(message));
    context.on('weberror', (fault) => this.#note(`uncaught error: ${fault.error().stack ?? fault.error()}`));
  }

  #note(what) {
    this.#complaints.push(`${this.page.url()}: ${what}`);
  }

  #watchHost(url) {
    if (/^https?:|^wss?:/.test(url) && new URL(url).host !== new URL(this.house.address).host) {
      this.#note(`asks another machine: ${url}`);
    }
  }

  #watchAnswer(response) {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 400 && !(isPage && response.status() === this.#expected)) {
      this.#note(`${response.request().method()} ${response.url()} was answered with ${response.status()}`);
    }
  }

  #watchFailure(request) {
    const why = request.failure()?.errorText;
    // Broken off by the browser itself: the page was left, or its answer became a download.
    if (why !== 'net::ERR_ABORTED') this.#note(`${request.method()} ${request.url()} failed: ${why}`);
  }

  #watchConsole(message) {
    // What was answered with an error status is judged by its answer.
    const isAnswer = message.text().startsWith('Failed to load resource: the server responded with a status of');
    if (message.type() === 'error' && !isAnswer) this.#note(`console: ${message.text()}`);
  }

  /** Fails with everything that was wrong until now. */
  complain() {
    const all = this.#complaints.splice(0);
    assert.equal(all.length, 0, all.join('\n'));
  }

  async leave() {
    await this.#context.close();
  }

  /** Does what leads to another page and waits until it is there, with the answer that was expected. */
  async #step(answer, act) {
    this.#expected = answer;
    const isPage = (response) =>
      response.request().isNavigationRequest() &&
      response.frame() === this.page.mainFrame() &&
      !(300 <= response.status() && response.status() < 400);
    const arrived = this.page.waitForResponse(isPage);
    // Whoever fails to act must not leave the waiting unhandled.
    arrived.catch(() => {});
    await act();
    const response = await arrived;
    await this.page.waitForLoadState('load');
    this.complain();
    assert.equal(response.status(), answer, `${response.url()} was answered with ${response.status()}`);
    this.#expected = 200;
  }

  /** Opens an address of the house. */
  async go(address, { answer = 200 } = {}) {
    await this.#step(answer, () => this.page.goto(new URL(address, this.house.address).href));
  }

  /** Presses a button that leads on. */
  async press(button, { answer = 200, within = this.page } = {}) {
    await this.#step(answer, () => within.getByRole('button', { name: button, exact: true }).click());
  }

  /** Follows the first link with this name (a text, or a pattern). */
  async follow(link, { answer = 200, within = this.page } = {}) {
    await this.#step(answer, () => within.getByRole('link', { name: link, exact: true }).first().click());
  }

  /** Fills the field of this label; a choice is made by its text, a tick by true or false, a file by its path. */
  async fill(label, value, { within = this.page } = {}) {
    const field = within.getByLabel(label, { exact: true });
    const kind = await field.evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.type));
    if (kind === 'select') await field.selectOption({ label: value });
    else if (kind === 'checkbox' || kind === 'radio') await field.setChecked(value);
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }

  /** Follows a link that gives a file, and returns its name and its bytes. */
  async download(link) {
    const begun = this.page.waitForEvent('download');
    await this.page.getByRole('link', { name: link, exact: true }).first().click();
    const file = await begun;
    const parts = [];
    for await (const part of await file.createReadStream()) parts.push(part);
    this.complain();
    return { name: file.suggestedFilename(), bytes: Buffer.concat(parts) };
  }

  async signIn(login, { password = this.house.passwords[login], answer = 200 } = {}) {
    assert.ok(password, `no password is known for ${login}`);
    if (new URL(this.page.url(), this.house.address).pathname !== '/dang-nhap') await this.go('/dang-nhap');
    await this.fill('Tên đăng nhập', login);
    await this.fill('Mật khẩu', password);
    await this.press('Đăng nhập', { answer });
  }

  /** The text of the page's main part. */
  async text() {
    return this.page.getByRole('main').innerText();
  }

  /** The page says this somewhere in its main part; spaces and line breaks count as one space. */
  async sees(words) {
    const said = (await this.text()).replace(/\s+/g, ' ');
    assert.ok(said.includes(words), `${this.page.url()} does not say “${words}”:\n${said.slice(0, 2000)}`);
  }

  async shot(name) {
    await mkdir(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  /** Photographs the page at a desk and on a telephone; it must be accessible and must not scroll sideways. */
  async look(name) {
    const wrong = [];
    for (const size of [WIDE, NARROW]) {
      await this.page.setViewportSize(size);
      await this.shot(`${name}-${size.width}`);
      const faults = [...(await this.#sideways()), ...(await this.#inaccessible())];
      wrong.push(...faults.map((fault) => `${name} at ${size.width} px, ${fault}`));
    }
    await this.page.setViewportSize(WIDE);
    this.complain();
    assert.equal(wrong.length, 0, `${this.page.url()}\n${wrong.join('\n')}`);
  }

  async #sideways() {
    return this.page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const width = document.documentElement.scrollWidth;
      if (width <= room) return [];
      const reach = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > room);
      const first = reach[0]?.outerHTML.slice(0, 200) ?? 'unknown';
      return [`the page scrolls sideways: ${width} px wide; first too far: ${first}`];
    });
  }

  async #inaccessible() {
    await this.page.evaluate(axe.source);
    const violations = await this.page.evaluate(async (tags) => {
      const options = { runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } } };
      return (await window.axe.run(document, options)).violations;
    }, WCAG);
    const told = ({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}\n    ${node.html.slice(0, 300)}\n    ${node.failureSummary}`);
    return violations.flatMap(told);
  }
}
