// The half-year report from its first figure to its signature, and what changed afterwards.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();
const LIVE = '/bao-cao/nua-nam?nam=2021&ky=1&den_ngay=2021-04-27&biet_den=2021-04-28';
const VERSION = '/bao-cao/ban/2021-1-1';
const figure = (id) => LIVE.replace('nua-nam', `so-lieu/${id}`);
const passage = (place) => LIVE.replace('nua-nam', `lam-van/${place}`);
const panel = (who) => who.page.getByRole('complementary', { name: 'Việc của báo cáo' });

journey('an officer opens a figure down to a person and comes back', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/bao-cao');
  await officer.page.getByText('chưa có số liệu').waitFor();
  await officer.sees('Chưa có bản nào được ký');
  await officer.look('bc-chon');
  await officer.follow('Báo cáo 6 tháng đầu năm 2021');
  await officer.sees('Độc lập - Tự do - Hạnh phúc');
  const report = officer.page.url();
  assert.match(report, /biet_den=2021-04-28T01:00:00Z/, 'the report is as known now');
  const count = officer.page.getByRole('article').getByRole('link', { name: '2.407', exact: true });
  assert.equal(await count.getAttribute('title'), 'N-04: Người hưởng trợ cấp ưu đãi người có công hằng tháng');
  await officer.follow('2.407', { within: officer.page.getByRole('article') });
  await officer.sees('Các dòng đứng sau con số');
  await officer.follow(/./, { within: officer.page.getByRole('rowheader').first() });
  await officer.sees('Nhân thân');
  await officer.page.goBack();
  await officer.follow('Báo cáo 6 tháng đầu năm 2021');
  assert.equal(officer.page.url(), report);
});

journey('another number is stated with a reason, marked, and taken back', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go(figure('N-04'));
  await officer.fill('Số lượng báo cáo', '2.410');
  await officer.press('Ghi số này', { answer: 422 });
  await officer.sees('Chưa ghi lý do');
  assert.equal(await officer.page.getByLabel('Số lượng báo cáo').inputValue(), '2.410');
  await officer.fill('Lý do', 'Đối chiếu với biểu của xã');
  await officer.press('Ghi số này');
  await officer.sees('Đã ghi số do đơn vị nhập cho N-04.');
  await officer.sees('Đơn vị nhập 2.410; sổ tính được 2.407.');
  await officer.look('bc-so-don-vi-nhap');

  await officer.follow('Báo cáo 6 tháng đầu năm 2021');
  const marked = officer.page.getByRole('article').getByRole('link', { name: '2.410 (đơn vị nhập)', exact: true });
  assert.match(await marked.getAttribute('title'), /sổ tính được: 2\.407\. Lý do: Đối chiếu với biểu của xã/);
  await officer.sees('Số do đơn vị nhập · 1');
  await officer.look('bc-bao-cao');
  await marked.click();
  await officer.press('Bỏ, lấy lại số từ sổ');
  await officer.sees('Đã lấy lại số tính từ sổ cho N-04.');
  assert.ok(!(await officer.text()).includes('2.410'));
});

journey('a passage is reworded: tried, warned of what is dropped, kept, and given back', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go(LIVE);
  await officer.follow('Sửa lời văn');
  await officer.look('bc-sua-loi-van');
  await officer.go(passage('section-3-2'));
  await officer.sees('Tiếp nhận, lập hồ sơ đề nghị cấp trên');
  const before = await officer.page.getByLabel('Câu chữ của đoạn này').inputValue();
  assert.match(before, /\{N-08\}/);

  await officer.fill('Câu chữ của đoạn này', 'Đã lập {N-88} hồ sơ.');
  await officer.press('Lưu lời văn', { answer: 422 });
  await officer.sees('mẫu báo cáo không có chỉ tiêu {N-88}');
  await officer.fill('Câu chữ của đoạn này', 'Đã lập {N-08} hồ sơ trợ cấp một lần.');
  await officer.press('Xem trước');
  await officer.sees('Khi in');
  await officer.fill('Câu chữ của đoạn này', 'Hồ sơ trợ cấp một lần được giải quyết đúng hạn.');
  await officer.press('Lưu lời văn', { answer: 422 });
  await officer.sees('Lời văn mới không còn nêu chỉ tiêu của mẫu');
  await officer.look('bc-lam-van');
  await officer.press('Vẫn lưu');
  await officer.sees('Đã sửa lời văn.');
  await officer.sees('Hồ sơ trợ cấp một lần được giải quyết đúng hạn.');
  await officer.sees('Bỏ chỉ tiêu: N-08');
  await officer.look('bc-loi-van-da-sua');

  await officer.go(passage('section-3-2'));
  await officer.press('Trả về câu của mẫu');
  await officer.sees('Đã trả đoạn văn về câu của mẫu.');
  assert.ok(!(await officer.text()).includes('đúng hạn'));
});

journey('the chief is refused, the officer fills what is missing, the chief signs, and a change is seen against it', async (visitor) => {
  const chief = await visitor(house, { as: 'lanhdao' });
  await chief.go(LIVE);
  assert.equal(await chief.page.getByRole('link', { name: 'Sửa lời văn' }).count(), 0, 'the chief edits nothing');
  await chief.follow('Ký, chốt bản');
  await chief.fill('Số báo cáo', '127');
  await chief.press('Ký, chốt bản', { answer: 422 });
  await chief.sees('chỉ tiêu dưới đây chưa có số liệu');
  await chief.look('bc-ky-bi-tu-choi');

  const officer = await visitor(house, { as: 'canbo' });
  await officer.go(LIVE);
  await officer.follow('Nhập số liệu còn thiếu');
  const fields = officer.page.getByRole('table').getByLabel(/^Giá trị /);
  const missing = await fields.count();
  assert.ok(missing > 20, 'the demo keeps no books of most figures');
  for (let at = 0; at < missing; at += 1) await fields.nth(at).fill(at % 5 === 0 ? '97,5%' : `${at + 1}`);
  await officer.press('Ghi các số đã nhập', { answer: 422 });
  await officer.sees('chưa ghi lý do');
  assert.equal(await fields.nth(0).inputValue(), '97,5%', 'what was typed is still there');
  await officer.look('bc-nhap-so-lieu');
  await officer.fill('Lý do, nguồn số liệu', 'Theo báo cáo của các bộ phận');
  await officer.press('Ghi các số đã nhập');
  await officer.sees(`Đã ghi số cho ${missing} chỉ tiêu.`);
  await officer.sees('Đủ số liệu để ký');

  await chief.go(LIVE);
  await chief.follow('Ký, chốt bản');
  await chief.fill('Số báo cáo', '127');
  await chief.look('bc-ky');
  await chief.press('Ký, chốt bản');
  await chief.sees('Đã ký, chốt bản 1 số 127.');
  await chief.sees('Số liệu hiện nay như khi ký');
  await chief.look('bc-ban-da-ky');
  const signed = await chief.download('Văn bản (.docx)');
  const page = await chief.download('Trang (.html)');
  assert.match(page.bytes.toString('utf8'), /127\/BC-/);

  await officer.go(figure('N-04'));
  await officer.fill('Số lượng báo cáo', '2.410');
  await officer.fill('Lý do', 'Xã bổ sung ba người');
  await officer.press('Ghi số này');
  await officer.go('/bao-cao');
  await officer.sees('Bản 1');
  await officer.look('bc-cac-ban');
  await officer.follow(/^Bản 1/);
  await officer.sees('1 chỉ tiêu hiện nay khác');
  assert.deepEqual((await officer.download('Văn bản (.docx)')).bytes, signed.bytes, 'what was signed stays');
  assert.deepEqual((await officer.download('Trang (.html)')).bytes, page.bytes);
  await officer.follow('Xem chỗ khác nhau');
  await officer.sees('1 chỉ tiêu khác nhau');
  await officer.sees('+3');
  await officer.sees('Xã bổ sung ba người');
  await officer.look('bc-so-sanh');
  await officer.go(VERSION + '/so-lieu/N-04');
  await officer.sees('Các dòng cho đúng số đã ký');
  await officer.go(VERSION + '/so-lieu/L-02');
  await officer.look('bc-so-da-ky');
});

journey('a number is stated by the keyboard alone', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go(figure('L-06'));
  await officer.fill('Giá trị báo cáo', '3');
  await officer.fill('Lý do', '');
  await officer.press('Ghi số này', { answer: 422 });
  await officer.look('bc-so-bi-tu-choi');
  await officer.go(figure('N-05'));
  await officer.page.getByLabel('Số lượng báo cáo').focus();
  await officer.page.keyboard.type('12');
  await officer.page.keyboard.press('Tab');
  await officer.page.keyboard.press('Tab');
  await officer.page.keyboard.type('Theo sổ theo dõi của phòng');
  await officer.page.keyboard.press('Control+Enter');
  await officer.page.getByText('Đã ghi số do đơn vị nhập cho N-05.').waitFor();
  await officer.press('Bỏ, lấy lại số từ sổ');
});

journey('without script a number is stated and the state of the report is asked for', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo', script: false });
  await officer.go('/bao-cao');
  await officer.follow('Xem còn thiếu số liệu nào');
  await officer.sees('chỉ tiêu lấy từ sổ');
  await officer.go(figure('N-05'));
  await officer.fill('Số lượng báo cáo', '13');
  await officer.fill('Lý do', 'Theo sổ theo dõi của phòng');
  await officer.press('Ghi số này');
  await officer.sees('Đơn vị nhập 13;');
});
