// The day's work: each count opens as many rows, a tile its commune, guides and the hand-over.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();
const KINDS_MIN = 4;

/** The counts of the page of today: name, number and where each leads. */
const counts = (page) =>
  page.locator('ul.work li:has(a)').evaluateAll((items) =>
    items.map((item) => ({
      name: item.querySelector('a').innerText.trim(),
      href: item.querySelector('a').getAttribute('href'),
      count: Number(item.querySelector('.chip').innerText.replaceAll('.', '')),
    })),
  );

/** How many rows a list has, through all its pages. */
async function rowsOf(visitor, href) {
  let rows = 0;
  let next = href;
  while (next) {
    await visitor.go(next);
    rows += await visitor.page.locator('main tbody tr').count();
    const link = visitor.page.getByRole('link', { name: 'Trang sau ›' });
    next = (await link.count()) ? await link.getAttribute('href') : null;
  }
  return rows;
}

journey('each count of the day opens exactly its rows', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.look('home-hom-nay');
  const all = await counts(officer.page);
  assert.ok(KINDS_MIN <= all.length, `only ${all.length} kinds of work`);
  for (const one of all) {
    assert.equal(await rowsOf(officer, one.href), one.count, one.name);
  }
  await officer.go('/viec/chua-nhan');
  await officer.look('home-viec');
  await officer.go('/viec/sap-du-tuoi');
  await officer.look('home-sap-du-tuoi');
  await officer.go('/viec/can-cu-chua-chac');
  await officer.look('home-can-cu-chua-chac');
});

journey('a tile leads to the row of its commune, and from there to its lines of the roll', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo', script: false });
  const row = officer.page.locator('tr[id^="xa-"]').first();
  const name = await row.getByRole('rowheader').innerText();
  assert.equal(await officer.page.locator('.tiles a').first().getAttribute('href'), `#${await row.getAttribute('id')}`);
  await officer.follow(/đ$/, { within: row });
  const places = await officer.page.locator('tbody td:nth-child(3)').allInnerTexts();
  assert.ok(0 < places.length && places.every((place) => place.endsWith(name)), `${name}: ${places[0]}`);
});

journey('the chief, who only looks on, sees what is open in the whole office', async (visitor) => {
  const chief = await visitor(house, { as: 'lanhdao' });
  const all = await counts(chief.page);
  assert.ok(all.some((one) => one.href === '/viec/chua-nhan'), 'money that was not taken is not shown');
  assert.ok(all.every((one) => one.href !== '/viec/gui'), 'sending is not for the chief');
});

journey('every page has its guide, with the law it rests on', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/danh-sach');
  await officer.follow('Căn cứ và cách làm');
  await officer.sees('Danh sách chi trả: căn cứ và cách làm');
  await officer.sees('Mức chuẩn trợ giúp xã hội');
  await officer.look('home-huong-dan');
  await officer.go('/can-cu');
  await officer.fill('Xem theo ngày', '05/09/2024');
  await officer.press('Xem');
  await officer.sees('Căn cứ pháp luật ngày 05/09/2024');
  await officer.sees('500.000 đ');
  await officer.look('home-can-cu');
  await officer.go('/ban-giao');
  await officer.sees('Việc còn mở');
  await officer.look('home-ban-giao');
});
