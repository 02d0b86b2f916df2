// One person: found, looked at, and everything that is done about them.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();

/** The clock stands, and the journal tells acts apart by their time: each act gets a minute of its own. */
let minute = 0;
async function aMinuteLater() {
  minute += 1;
  await house.restart({ now: `2021-04-28T01:${String(minute).padStart(2, '0')}:00Z` });
}

/** The lines of April's roll of social assistance whose people have numbers above `after`. */
async function rollLines(officer, after) {
  await officer.go('/danh-sach');
  const rolls = officer.page.getByRole('row', { name: /Trợ giúp xã hội/ }).getByRole('link', { name: '04/2021' });
  await officer.go(await rolls.first().getAttribute('href'));
  await officer.go(`${new URL(officer.page.url()).pathname}/nguoi?sau=${after}`);
}

/** Opens the card of an old person whose pay of April was plain; the place tells several apart. */
async function somebody(officer, place) {
  await rollLines(officer, 1600);
  const plain = officer.page.getByRole('row', { name: /Người từ đủ 80 tuổi/ }).filter({ hasText: 'Hưởng trong tháng' });
  await officer.go(await plain.nth(place).getByRole('link').first().getAttribute('href'));
  return new URL(officer.page.url()).pathname;
}

const effect = (officer) => officer.page.getByRole('table', { name: /^Tác động nếu lưu/ });

journey('a death is looked at, saved, and taken back', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo' });
  const card = await somebody(officer, 0);
  await officer.sees('Nhân thân');
  await officer.look('ho-so');
  await officer.follow('Báo tử');
  await officer.fill('Ngày mất', '31/02/2021');
  await officer.fill('Số giấy chứng tử, trích lục', 'TLKT-77');
  await officer.press('Xem trước', { answer: 422 });
  await officer.sees('Ghi ngày như 05/09/2026.');
  assert.equal(await officer.page.getByLabel('Ngày mất', { exact: true }).inputValue(), '31/02/2021');
  assert.equal(await officer.page.getByLabel('Số giấy chứng tử, trích lục', { exact: true }).inputValue(), 'TLKT-77');
  await officer.look('bao-tu-sai');

  await officer.fill('Ngày mất', '10/02/2021');
  await officer.press('Xem trước');
  assert.match(await effect(officer).innerText(), /Chi quá, cần thu hồi/);
  await officer.look('bao-tu-xem-truoc');

  await officer.fill('Ngày mất', '10/03/2021');
  await officer.press('Lưu');
  assert.equal(await effect(officer).getByRole('row', { name: /Chi quá/ }).count(), 1, 'what was changed is shown anew');
  await officer.press('Lưu');
  await officer.sees('Đã ghi: Báo tử.');
  await officer.sees('Mất ngày 10/03/2021');

  await aMinuteLater();
  await officer.go(card);
  await officer.page.getByRole('button', { name: /^Hủy việc này: Báo tử/ }).click();
  await officer.page.getByRole('heading', { name: 'Hủy: Báo tử' }).waitFor();
  await officer.look('huy-viec');
  await officer.press('Hủy việc này');
  await officer.sees('Đã hủy: Báo tử.');
  assert.doesNotMatch(await officer.text(), /Mất ngày/);
});

journey('a grant is filled in by hand and saved by the keyboard alone', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo' });
  await somebody(officer, 4);
  await officer.follow('Quyết định mới');
  await officer.look('quyet-dinh-moi');
  await officer.press('Xem trước', { answer: 422 });
  await officer.sees('Chọn một dòng trong danh sách.');
  await officer.page.getByLabel('Nhóm hưởng').selectOption('TB');
  await officer.fill('Tỷ lệ tổn thương (%)', '41');
  await officer.fill('Hưởng từ tháng', '04/2021');
  await officer.fill('Số quyết định', '77/QĐ-UBND');
  const { page } = officer;
  await page.getByLabel('Số quyết định').press('Control+Enter');
  await effect(officer).waitFor();
  await page.getByLabel('Số quyết định').press('Control+Enter');
  await page.getByText('Đã ghi: Quyết định mới.').waitFor();
  await officer.sees('77/QĐ-UBND, 28/04/2021');

  await aMinuteLater();
  await officer.go(new URL(page.url()).pathname);
  await officer.follow('Thôi hưởng', { within: page.getByRole('row', { name: /77\/QĐ-UBND/ }) });
  assert.match(await page.getByLabel('Kỳ hưởng').inputValue(), /^\d+$/);
  await officer.fill('Thôi hưởng từ tháng', '01/2020');
  await officer.press('Xem trước', { answer: 422 });
  await officer.sees('tháng thôi hưởng phải sau tháng đó');
});

journey('somebody moves, and whoever looked is known', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo' });
  const card = await somebody(officer, 8);
  await officer.follow('Chuyển nơi ở');
  const communes = officer.page.getByLabel('Xã, phường, thị trấn');
  const other = communes.locator('option').nth(3);
  const name = await other.innerText();
  await officer.fill('Xã, phường, thị trấn', name);
  await officer.fill('Thôn, tổ dân phố', 'Thôn Mới');
  await officer.fill('Ngày chuyển đến', '20/04/2021');
  await officer.press('Xem trước');
  await officer.sees('Không khoản chi nào thay đổi.');
  await officer.look('chuyen-noi-o');
  await officer.press('Lưu');
  await officer.sees(`Thôn Mới, ${name}`);

  await officer.press('Hiện số');
  assert.doesNotMatch(await officer.page.locator('.pairs').innerText(), /•/);
  await officer.look('hien-so');
  await officer.go(card);
  assert.match(await officer.page.locator('.pairs').innerText(), /•/);

  const chief = await visitor(house, { as: 'lanhdao' });
  await chief.go(card);
  await chief.sees('Ai đã xem hồ sơ này');
  await chief.sees('Xem đủ số giấy tờ, tài khoản');
  assert.equal(await chief.page.getByRole('link', { name: 'Báo tử' }).count(), 0, 'the chief reads, and does not write');
  await chief.go(`${card}/viec/bao-tu`, { answer: 403 });
});

journey('without script everything is done the same way', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo', script: false });
  await somebody(officer, 12);
  await officer.follow('Ghi diện hộ');
  await officer.fill('Diện hộ', 'Hộ nghèo');
  await officer.fill('Từ ngày', '01/04/2021');
  await officer.press('Xem trước');
  await officer.press('Lưu');
  await officer.sees('Hộ gia đình');
  await officer.follow('Người nhận, tài khoản');
  await officer.fill('Người nhận thay', 'Trần Văn Con');
  await officer.fill('Số tài khoản', '2600201001234');
  await officer.fill('Ngân hàng', 'Agribank');
  await officer.press('Lưu');
  await officer.sees('•••••••••1234 Agribank');
});

journey('somebody new is added after those who are alike were looked at', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/nguoi/moi');
  await officer.look('nguoi-moi');
  await officer.fill('Họ và tên', 'Đoàn Thị Mới Đến');
  await officer.fill('Ngày sinh', '1950');
  await officer.page.getByLabel('Xã, phường, thị trấn').selectOption({ index: 1 });
  await officer.fill('Ở đây từ ngày', '01/04/2021');
  await officer.press('Thêm vào sổ');
  await officer.sees('Đã thêm người vào sổ.');

  await officer.go('/nguoi/moi');
  await officer.fill('Họ và tên', 'Đoàn Thị Mới Đến');
  await officer.fill('Ngày sinh', '03/1950');
  await officer.page.getByLabel('Xã, phường, thị trấn').selectOption({ index: 2 });
  await officer.press('Thêm vào sổ', { answer: 422 });
  await officer.sees('Người đã có trong sổ giống người này');
  await officer.look('nguoi-moi-giong');
  await officer.press('Đây là người khác, vẫn thêm');
  await officer.sees('Đã thêm người vào sổ.');
});

journey('money that comes back is written down where it is owed', async (visitor) => {
  await aMinuteLater();
  const officer = await visitor(house, { as: 'canbo' });
  await rollLines(officer, 1391);
  const owed = officer.page.getByRole('row', { name: /Chi quá/ }).getByRole('link').first();
  await officer.go(await owed.getAttribute('href'));
  await officer.follow('Nhận tiền thu hồi');
  await officer.look('nhan-thu-hoi');
  await officer.fill('Số tiền thu (đồng)', '99.000.000.000');
  await officer.press('Lưu', { answer: 422 });
  await officer.sees('lớn hơn số còn phải thu');
  await officer.fill('Số tiền thu (đồng)', '10.000');
  await officer.press('Lưu');
  await officer.sees('Đã ghi tiền thu hồi.');
});

journey('people are found while one types', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/nguoi');
  const { page } = officer;
  await page.getByLabel('Họ tên, có thể kèm năm sinh').pressSequentially('nguyen thi');
  await page.getByRole('table').waitFor();
  assert.match(await page.getByRole('table').locator('caption').innerText(), /người khớp với “nguyen thi”/);
  assert.equal(await page.getByLabel('Họ tên, có thể kèm năm sinh').inputValue(), 'nguyen thi');
  assert.equal(new URL(page.url()).search, '', 'what was typed is in no history');
  await officer.look('tim-khi-go');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=nguyen/);
});

journey('the card prints as a paper: no menu, no buttons', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await somebody(officer, 0);
  await officer.page.emulateMedia({ media: 'print' });
  assert.ok(await officer.page.getByRole('heading', { name: 'Nhân thân' }).isVisible());
  assert.ok(await officer.page.getByRole('navigation', { name: 'Việc về người này' }).isHidden());
  assert.ok(await officer.page.getByRole('button', { name: 'Hiện số' }).isHidden());
  await officer.shot('ho-so-in');
});
