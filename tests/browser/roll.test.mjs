// A month's roll from its draft to its closed books: the officer draws up, the chief approves, the payer answers.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { demoHouse } from './house.mjs';
import { answered, draftRoll } from './payment.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse({ now: '2021-05-04T01:00:00Z' });
const folder = await mkdtemp(path.join(tmpdir(), 'ansinh-roll-'));
after(() => rm(folder, { recursive: true, force: true }));

const numberOf = (address) => Number(new URL(address).pathname.split('/')[2]);
const main = (one) => one.page.getByRole('main');

let roll = '';

journey('an officer draws up the roll of May and may not approve it herself', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/danh-sach');
  await officer.look('danh-sach-tat-ca');
  await officer.fill('Tháng lập', 'tháng năm');
  await officer.press('Lập danh sách', { answer: 422 });
  await officer.sees('Tháng cần ghi như 04/2021.');
  await draftRoll(officer, 'Trợ giúp xã hội', '05/2021');
  roll = `/danh-sach/${numberOf(officer.page.url())}`;
  await officer.sees('Bạn là người lập danh sách nên không tự duyệt được');
  await officer.look('danh-sach-nhap');
  assert.equal(await officer.page.getByRole('button', { name: 'Duyệt danh sách' }).count(), 0);
  await officer.follow('Xem từng người');
  await officer.fill('Tên có chữ', 'nguyen thi');
  await officer.press('Lọc');
  await officer.look('danh-sach-tung-nguoi');
});

journey('two people at one roll: what one draws up anew, the other cannot approve', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  const chief = await visitor(house, { as: 'lanhdao' });
  await chief.go(roll);
  await draftRoll(officer, 'Trợ giúp xã hội', '05/2021');
  await officer.sees('Danh sách này đã có bản đang lập.');
  await officer.follow('Xem thay đổi, lập lại');
  await officer.sees('không người nào có dòng thay đổi');
  await officer.look('danh-sach-lam-moi');
  await officer.page.getByRole('button', { name: 'Lập lại danh sách' }).click();
  await officer.page.waitForURL((url) => /\/danh-sach\/\d+$/.test(url.pathname), { timeout: 60_000 });
  await chief.press('Duyệt danh sách', { answer: 422 });
  await chief.sees('đã thay bằng bản mới');
  await chief.follow('Mở bản 2');
  roll = `/danh-sach/${numberOf(chief.page.url())}`;
  await chief.sees('Các bản khác của danh sách này');
  await chief.follow('So với bản này');
  await chief.sees('Hai bản trả cho cùng những người, cùng số tiền.');
  await chief.look('danh-sach-so-ban');
});

journey('without script the page of a draft under way refreshes itself', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo', script: false });
  await officer.go(`${roll}/lam-moi`);
  await officer.page.getByRole('button', { name: 'Lập lại danh sách' }).click();
  await officer.page.waitForURL((url) => /\/danh-sach\/\d+$/.test(url.pathname), { timeout: 60_000 });
  roll = `/danh-sach/${numberOf(officer.page.url())}`;
});

journey('the chief approves, and two people take the approval back', async (visitor) => {
  const officer = await visitor(house, { as: 'canbo' });
  const chief = await visitor(house, { as: 'lanhdao' });
  await chief.go(roll);
  await chief.press('Duyệt danh sách');
  await chief.sees('Đã duyệt danh sách và ghi sổ chi.');
  await officer.go(roll);
  await officer.fill('Lý do mở khóa', 'Thiếu người mới có quyết định');
  await officer.press('Đề nghị mở khóa');
  await officer.sees('Bạn đã đề nghị; cần một người khác xác nhận.');
  await chief.go(roll);
  await chief.look('danh-sach-mo-khoa');
  await chief.press('Xác nhận mở khóa');
  await chief.sees('Đã mở khóa. Các khoản đã ghi chi được hủy');
  await officer.go(roll);
  await officer.look('danh-sach-da-mo-khoa');
  await officer.page.getByRole('button', { name: 'Lập bản mới' }).click();
  await officer.page.waitForURL((url) => /\/danh-sach\/\d+$/.test(url.pathname) && !url.href.endsWith(roll), { timeout: 60_000 });
  roll = `/danh-sach/${numberOf(officer.page.url())}`;
  await chief.go(roll);
  await chief.press('Duyệt danh sách');
});

journey('the payer answers: looked at, taken in, reconciled, closed', async (visitor) => {
  const books = await visitor(house, { as: 'canbo' });
  await books.go(roll);
  const sheets = await books.download('Danh sách ký nhận (.xlsx)');
  assert.equal(sheets.bytes.subarray(0, 2).toString(), 'PK');
  const commune = await books.download(/^Tải tờ ký nhận của Thị trấn/);
  assert.ok(commune.bytes.length < sheets.bytes.length);
  const csv = await books.download('Tệp gửi đơn vị chi trả (.csv)');
  await books.press('Đã gửi đơn vị chi trả');
  await books.follow('Nhận kết quả chi trả');
  await books.press('Xem trước', { answer: 422 });
  await books.sees('Chưa chọn tệp nào.');
  const file = path.join(folder, 'ket-qua.csv');
  const lines = answered(csv.bytes, 3).split('\r\n');
  const wrong = lines.map((line, place) => (place === 9 ? line.replace(/;(\d+);đã nhận/, ';1;đã nhận') : line));
  await writeFile(file, wrong.join('\r\n'));
  await books.fill('Tệp kết quả', file);
  await books.press('Xem trước');
  await books.sees('Dòng cần cán bộ xem');
  await books.sees('Còn chưa có kết quả sau tệp này');
  await books.look('ket-qua-xem-truoc');
  await books.press('Ghi kết quả');
  await books.sees('Còn 1 dòng cần cán bộ xem');
  await books.sees('Tệp không có kết quả mới nào ghi được.');
  await writeFile(file, lines.join('\r\n'));
  await books.fill('Chọn tệp khác', file);
  await books.press('Xem trước');
  await books.press('Ghi kết quả');
  await books.sees('Đã có kết quả chi trả');
  await books.fill('Đã rút ở kho bạc', 'một tỷ');
  await books.press('Ghi số đối chiếu', { answer: 422 });
  await books.sees('Số tiền cần ghi bằng chữ số');
  await books.fill('Đã rút ở kho bạc', '1.000.000');
  await books.press('Ghi số đối chiếu');
  await books.sees('Đã rút ở kho bạc 1.000.000');
  await books.look('danh-sach-doi-chieu');
  await books.follow(/^Vắng/, { within: main(books) });
  await books.look('danh-sach-chua-nhan');
  const chief = await visitor(house, { as: 'lanhdao' });
  await chief.go(roll);
  await chief.press('Khóa sổ');
  await chief.sees('Đã khóa sổ danh sách.');
  await books.go('/chua-nhan');
  await books.look('tien-chua-nhan');
});

journey('money that comes back is shown before it is written down', async (visitor) => {
  const books = await visitor(house, { as: 'canbo' });
  await books.go('/thu-hoi');
  await books.look('thu-hoi');
  await main(books).getByRole('rowheader').getByRole('link').first().click();
  await books.page.waitForURL(/\/thu-hoi\/\d+\/\d+$/);
  await books.fill('Số tiền thu', '5.000');
  await books.fill('Ngày thu', '04/05/2021');
  await books.press('Xem trước');
  await books.sees('Ghi thu 5.000');
  await books.press('Ghi đã thu');
  await books.sees('Đã ghi thu 5.000');
  await books.look('thu-hoi-mot-vu');
});
