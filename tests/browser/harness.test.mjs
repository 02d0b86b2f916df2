// The harness itself: a page with a fault is found out. Played by a server that answers with what it is given.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after } from 'node:test';

import { journey } from './visit.mjs';

const PAGES = {
  '/tot': '<h1>Tốt</h1>',
  '/console': '<h1>Một</h1><script>console.error("hỏng")</script>',
  '/nem': '<h1>Một</h1><script>throw new Error("ném ra")</script>',
  '/may-khac': '<h1>Một</h1><img alt="" src="http://127.0.0.2:9/a.png">',
  '/thieu-tep': '<h1>Một</h1><img alt="" src="/khong-co.png">',
  '/mo': '<h1>Một</h1><p><button></button></p><p style="color:#ccc">Chữ mờ</p>',
  '/nho': '<h1>Một</h1><button style="width:12px;height:12px;padding:0;border:0">a</button><button style="width:12px;height:12px;padding:0;border:0">b</button>',
  '/phieu': `<form action="/nhan"><label>Họ tên <input name="ten"></label>
    <label for="ky">Kỳ</label><select id="ky" name="ky"><option value="1">Đầu năm</option><option value="2">Cuối năm</option></select>
    <label>Đã xem <input type="checkbox" name="xem"></label><label>Đã ký <input type="checkbox" name="ky_ten" checked></label>
    <button>Gửi</button></form>`,
  '/nhan?ten=Hoa&ky=2&xem=on': '<h1>Đã nhận   phiếu</h1>',
  '/rong': '<h1>Một</h1><p style="width:600px">Rộng hơn điện thoại</p>',
};

const server = createServer((request, response) => {
  const body = PAGES[request.url];
  response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="vi"><title>Thử</title><link rel="icon" href="data:,"><main>${body ?? ''}</main></html>`);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
after(() => server.close());
const house = { address: `http://127.0.0.1:${server.address().port}`, passwords: {} };

journey('a page without faults passes', async (visitor) => {
  const one = await visitor(house);
  await one.go('/tot');
  await one.look('harness');
});

journey('a form is filled in by the labels of its fields', async (visitor) => {
  const one = await visitor(house);
  await one.go('/phieu');
  await one.fill('Họ tên', 'Hoa');
  await one.fill('Kỳ', 'Cuối năm');
  await one.fill('Đã xem', true);
  await one.fill('Đã ký', false);
  await one.press('Gửi');
  await one.sees('Đã nhận phiếu');
  await assert.rejects(one.sees('Đã trả'), /does not say “Đã trả”/);
});

for (const [fault, address, complaint] of [
  ['an error in the console', '/console', /console: hỏng/],
  ['an uncaught error', '/nem', /uncaught error: Error: ném ra/],
  ['a request to another machine', '/may-khac', /asks another machine: http:\/\/127\.0\.0\.2:9\/a\.png/],
  ['a file that is missing', '/thieu-tep', /khong-co\.png was answered with 404/],
  ['a page that is missing', '/khong-co', /khong-co was answered with 404/],
]) {
  journey(`${fault} fails a journey`, async (visitor) => {
    const one = await visitor(house);
    await assert.rejects(one.go(address), complaint);
  });
}

for (const [fault, address, complaint] of [
  ['a button without a name', '/mo', /button-name .*\n.*<button>/],
  ['pale letters', '/mo', /color-contrast/],
  ['buttons too small to hit', '/nho', /target-size/],
  ['a page wider than a telephone', '/rong', /at 390 px, the page scrolls sideways: 6\d\d px wide/],
]) {
  journey(`${fault} fails a look`, async (visitor) => {
    const one = await visitor(house);
    await one.go(address);
    await assert.rejects(one.look('harness'), complaint);
  });
}
