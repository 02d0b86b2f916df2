// The keyboard alone: everything is reached in the order it is read, and one sees where one is.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();
const STOPS_MAX = 400;

/** What has the focus: its name, where it lies, and whether it can be seen that it has it. */
const focused = (page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const label = one.labels?.[0]?.innerText ?? one.getAttribute('aria-label') ?? one.innerText ?? one.textContent;
    return {
      tag: one.tagName,
      id: one.id,
      name: label.trim(),
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
      onScreen: box.width > 1 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    };
  });

/** Waits until the browser has put the focus where the page asks; it does so only once the page is drawn. */
const settled = (page, selector) =>
  page.waitForFunction((wanted) => document.activeElement.matches(wanted), selector);

async function tab(page) {
  await page.keyboard.press('Tab');
  return focused(page);
}

/** Tabs until the page has been gone round once. */
async function stops(page) {
  const met = [];
  for (let stop = await tab(page); stop.tag !== 'BODY'; stop = await tab(page)) {
    met.push(stop);
    assert.ok(met.length < STOPS_MAX, `the keyboard is caught after ${met.at(-1).name}`);
  }
  return met;
}

journey('signing in needs no mouse', async (visitor) => {
  const { page, house: { passwords } } = await visitor(house);
  await page.goto(`${house.address}/dang-nhap`);
  await settled(page, 'input');
  assert.equal((await focused(page)).name, 'Tên đăng nhập');
  await page.keyboard.type('canbo');
  assert.equal((await tab(page)).name, 'Mật khẩu');
  await page.keyboard.type(passwords.canbo);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Hôm nay, 28/04/2021' }).waitFor();
});

journey('the first stop skips to the content', async (visitor) => {
  const { page } = await visitor(house, { as: 'canbo' });
  const skip = await tab(page);
  assert.equal(skip.name, 'Đến nội dung chính');
  assert.ok(skip.onScreen, 'the link shows when it has the focus');
  await page.keyboard.press('Enter');
  await settled(page, '#noi-dung');
  const next = await page.keyboard.press('Tab').then(() => page.evaluate(() => Boolean(document.activeElement.closest('main'))));
  assert.ok(next, 'the stop after it lies in the content');
});

for (const address of ['/', '/nguoi?q=nguyen', '/danh-sach', '/bao-cao']) {
  journey(`every stop of ${address} can be seen, the menu and the search among the first`, async (visitor) => {
    const officer = await visitor(house, { as: 'canbo' });
    await officer.go(address);
    const met = await stops(officer.page);
    const names = met.map((stop) => stop.name);
    const menu = await officer.page.locator('.menu').getByRole('link').allInnerTexts();
    const account = await officer.page.getByRole('banner').locator('.who').getByRole('link').innerText();
    const search = ['Tìm đối tượng', 'Tìm', 'Căn cứ và cách làm'];
    const first = ['Đến nội dung chính', 'Ansinh', ...menu, ...search, account, 'Đăng xuất'];
    assert.deepEqual(names.slice(0, first.length), first);
    const unseen = met.filter((stop) => !stop.ring || !stop.onScreen);
    assert.deepEqual(unseen, [], 'stops one cannot see');
  });
}

journey('a person is found from the first page without a mouse', async (visitor) => {
  const { page } = await visitor(house, { as: 'canbo' });
  while ((await tab(page)).name !== 'Tìm đối tượng');
  await page.keyboard.type('nguyen');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tìm đối tượng' }).waitFor();
  while (!(await tab(page)).name.startsWith('Nguyễn'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Nhân thân' }).waitFor();
});
