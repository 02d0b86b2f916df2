// What each role finds: a commune's officer only the commune, the payer only rolls to answer, the administrator no people.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { draftRoll } from './payment.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();
const OWN = 'Thị trấn Trần Cao';

const OWN_MENU = ['Hôm nay', 'Đối tượng', 'Danh sách chi trả', 'Nhập, xuất Excel', 'Căn cứ pháp luật'];

const menu = (who) => who.page.locator('.menu').getByRole('link').allInnerTexts();

/** Every row of the page's only list tells of somebody of the officer's own commune. */
async function onlyOwn(who) {
  const rows = await who.page.locator('main tbody tr').allInnerTexts();
  assert.ok(rows.length > 0, `${who.page.url()} has no rows`);
  assert.deepEqual(rows.filter((row) => !row.includes(OWN)), []);
}

/** Somebody of the roll who lives elsewhere, as an officer of the whole office finds them. */
async function somebodyElsewhere(officer) {
  await officer.go('/nguoi?q=nguyen');
  const row = officer.page.locator('main tbody tr').filter({ hasNotText: OWN }).first();
  return row.getByRole('link').first().getAttribute('href');
}

journey('an officer of a commune sees its people and nobody else', async (visitor) => {
  const officer = await visitor(house, { as: 'congchucxa' });
  assert.deepEqual(await menu(officer), OWN_MENU);
  const communes = await officer.page.locator('tr[id^="xa-"]').getByRole('rowheader').allInnerTexts();
  assert.deepEqual(communes, [OWN]);
  await officer.look('vai-cong-chuc-xa');

  await officer.go('/nguoi?q=nguyen');
  await onlyOwn(officer);
  await officer.look('vai-cong-chuc-xa-tim');

  await officer.go('/danh-sach');
  assert.equal(await officer.page.getByRole('button', { name: 'Lập danh sách' }).count(), 0);
  await officer.follow('04/2021');
  await officer.look('vai-cong-chuc-xa-danh-sach');
  await officer.follow('Xem từng người');
  await onlyOwn(officer);

  const elsewhere = await somebodyElsewhere(await visitor(house, { as: 'canbo' }));
  await officer.go(elsewhere, { answer: 404 });
});

journey('the payer sees no people, and a roll only once it is sent', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  const chief = await visitor(house, { as: 'lanhdao' });
  const payer = await visitor(house, { as: 'buudien' });
  assert.deepEqual(await menu(payer), ['Hôm nay', 'Danh sách chi trả', 'Căn cứ pháp luật']);
  assert.equal(await payer.page.getByRole('search').count(), 0);
  await payer.look('vai-buu-dien');
  await payer.go('/nguoi', { answer: 403 });
  await payer.go('/bao-cao', { answer: 403 });

  await draftRoll(officer, 'Trợ giúp xã hội', '05/2021');
  const roll = new URL(officer.page.url()).pathname;
  const sees = async () => {
    await payer.go('/danh-sach');
    return (await payer.page.locator(`main a[href="${roll}"]`).count()) > 0;
  };
  assert.equal(await sees(), false, 'a draft is the office’s own');
  await payer.go(roll, { answer: 404 });
  await chief.go(roll);
  await chief.press('Duyệt danh sách');
  assert.equal(await sees(), false, 'what is approved is not sent yet');
  await officer.go(roll);
  await officer.press('Đã gửi đơn vị chi trả');
  assert.equal(await sees(), true);
  await payer.look('vai-buu-dien-danh-sach');
  await payer.go('/');
  await payer.look('vai-buu-dien-co-viec');
  await payer.go(roll);
  await payer.look('vai-buu-dien-mot-danh-sach');
  await payer.follow('Nộp kết quả chi trả');
  await payer.look('vai-buu-dien-ket-qua');
});

journey('the administrator keeps the house and sees nobody’s papers', async (visitor) => {
  const administrator = await visitor(house, { as: 'quantri' });
  assert.deepEqual(await menu(administrator), ['Hôm nay', 'Căn cứ pháp luật', 'Quản trị']);
  await administrator.look('vai-quan-tri');
  await administrator.follow('Nhật ký chưa ghi lần sao lưu nào');
  await administrator.press('Sao lưu ngay');
  await administrator.go('/');
  assert.equal(await administrator.page.getByRole('link', { name: 'Nhật ký chưa ghi lần sao lưu nào' }).count(), 0);
  for (const address of ['/nguoi', '/nguoi/1', '/danh-sach', '/bao-cao']) await administrator.go(address, { answer: 403 });
  await administrator.go('/quan-tri');
  await administrator.look('vai-quan-tri-thiet-lap');
});

journey('an inspector looks at everything and finds nothing to press', async (visitor) => {
  const inspector = await visitor(house, { as: 'thanhtra' });
  await inspector.go('/danh-sach');
  assert.equal(await inspector.page.getByRole('button', { name: 'Lập danh sách' }).count(), 0);
  await inspector.go('/nguoi/1');
  await inspector.sees('Nhân thân');
  assert.equal(await inspector.page.getByRole('link', { name: 'Báo tử' }).count(), 0);
  await inspector.go('/nguoi/1/viec/bao-tu', { answer: 403 });
});
