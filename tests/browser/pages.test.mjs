// Every page of the demo office, looked at with script and walked through without.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();

/** From the first page to the person behind a figure of the report; `look` is called on every page on the way. */
async function walk(officer, look) {
  await officer.sees('Hôm nay, 28/04/2021');
  await look('hom-nay');

  await officer.fill('Tìm đối tượng', 'nguyen');
  await officer.press('Tìm', { within: officer.page.getByRole('banner') });
  assert.equal(new URL(officer.page.url()).search, '?q=nguyen');
  await look('tim-nguoi');
  await officer.follow(/^Nguyễn/);
  await officer.sees('Nhân thân');
  await look('nguoi');

  await officer.follow('Danh sách chi trả');
  await look('cac-danh-sach');
  await officer.follow('04/2021');
  await officer.sees('Từ tháng trước sang tháng này');
  await look('danh-sach');
  const roll = officer.page.url();
  await officer.follow('Xem từng người');
  await look('tung-nguoi');
  await officer.go(roll);
  await officer.follow(/./, { within: officer.page.getByRole('table', { name: /^Từ tháng trước/ }) });
  await officer.sees('Chênh lệch');
  await look('tang-giam');
  await officer.follow('Xem cách tính');
  await look('cach-tinh');

  await officer.follow('Báo cáo');
  await look('bao-cao');
  await officer.fill('Năm', '2021');
  await officer.fill('Kỳ', '6 tháng đầu năm');
  await officer.fill('Số liệu tính đến ngày', '27/04/2021');
  await officer.fill('Theo sổ như đã ghi đến hết ngày', '27/04/2021');
  await officer.press('Lập báo cáo');
  await officer.sees('Các chỉ tiêu trong báo cáo');
  await look('bao-cao-nua-nam');
  await officer.follow('N-04');
  await officer.sees('Các dòng đứng sau con số');
  await look('so-lieu');
  await theFigureIsItsRows(officer);
  await officer.follow(/./, { within: officer.page.getByRole('rowheader').first() });
  await officer.sees('Nhân thân');
  await look('nguoi-sau-so-lieu');

  await officer.follow('Căn cứ pháp luật');
  await officer.sees('Câu hỏi ngỏ');
  await look('can-cu');
}

/** What can be taken away as a file has as many rows as the figure says. */
async function theFigureIsItsRows(officer) {
  const said = (await officer.text()).match(/\d[\d.]*/g).map((number) => Number(number.replaceAll('.', '')));
  const { name, bytes } = await officer.download('Tải các dòng (.csv)');
  assert.match(name, /\.csv$/);
  const rows = bytes.toString('utf8').trimEnd().split('\n').length - 1;
  assert.ok(said.includes(rows), `${name} has ${rows} rows; the page says ${said}`);
}

journey('every page of the office is fit to be seen at a desk and on a telephone', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await walk(officer, (name) => officer.look(name));
});

journey('without script the same way leads to the same pages', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo', script: false });
  await walk(officer, async () => {});
});

journey('what is not there is said so, and leads back', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/khong-co', { answer: 404 });
  await officer.look('khong-co-trang');
  await officer.follow('Về trang Hôm nay');
  await officer.sees('Hôm nay, 28/04/2021');
});
