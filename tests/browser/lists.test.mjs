// Lists in and out: a commune's file is looked at, settled, saved; what came back is corrected; the register goes on a trip.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';
import { edited } from './workbook.mjs';

const NEXT_DAY = '2021-04-29T01:00:00Z';
const OWN = 'Trần Cao';

const folder = await mkdtemp(path.join(tmpdir(), 'ansinh-lists-'));
after(() => rm(folder, { recursive: true, force: true }));

const house = await demoHouse();

async function file(name, content) {
  const place = path.join(folder, name);
  await writeFile(place, content);
  return place;
}

const HEADER = ['STT', 'Họ và tên', 'Năm sinh', 'Thôn', 'Xã', 'Đối tượng', 'Hệ số', 'Mức hưởng', 'Hưởng từ', 'Ghi chú'];
const OLD = 'Người từ đủ 80 tuổi trở lên';
const row = (number, name, birth, village, commune, group = OLD) => [
  `${number}`, name, birth, village, commune, group, '1,0', '270.000', '04/2021', '',
];

/** A commune's list of social assistance, with its title and its sum. */
function list(name, rows) {
  const title = ['DANH SÁCH ĐỐI TƯỢNG BẢO TRỢ XÃ HỘI HƯỞNG TRỢ CẤP HÀNG THÁNG', 'Tháng 4 năm 2021'];
  const total = ['', 'Tổng cộng', '', '', '', '', '', `${(rows.length * 270_000).toLocaleString('vi-VN')}`, '', ''];
  const lines = [...title, HEADER.join(';'), ...[...rows, total].map((cells) => cells.join(';'))];
  return file(name, `\ufeff${lines.join('\n')}\n`);
}

/** The officer of the commune whose lists these are. */
const officerAt = (visitor, options = {}) => visitor(house, { ...options, as: 'congchucxa' });

async function send(officer, place, { button = 'Xem trước', answer = 200 } = {}) {
  await officer.fill('Chọn tệp, hoặc kéo tệp thả vào đây', place);
  await officer.press(button, { answer });
}

/** A button that gives a file. */
async function take(officer, button) {
  const begun = officer.page.waitForEvent('download');
  await button.click();
  const given = await begun;
  const parts = [];
  for await (const part of await given.createReadStream()) parts.push(part);
  return { name: given.suggestedFilename(), bytes: Buffer.concat(parts) };
}

journey('a commune officer looks at a list, saves it, and puts right what came back', async (visitor) => {
  const officer = await officerAt(visitor);
  await officer.follow('Nhập, xuất Excel');
  await officer.look('tep-trong');

  await send(officer, await list('thang-5.csv', [row(1, 'Tống Văn Mẫu', '1935', 'Thôn Một', OWN)]));
  await officer.press('Lưu vào sổ');
  await officer.sees('Đã lưu thang-5.csv vào sổ: 1 người mới, 1 kỳ hưởng mới.');
  await officer.sees('Tống Văn Mẫu');

  await officer.follow('Nhập, xuất Excel');
  const bad = await list('thang-5-tiep.csv', [
    row(1, 'Tống Văn Mẫu', '1935', 'Thôn Hai', OWN),
    row(2, 'Nguyễn Thị Mới', '1938', 'Thôn Hai', OWN),
    row(3, 'Vũ Thị Lạ', '1960', 'Thôn Hai', OWN, 'Hộ kinh doanh'),
    row(4, 'Lê Văn Xa', '1937', 'Thôn Đông', 'Minh Tân'),
  ]);
  await send(officer, bad);
  await officer.sees('Cần cán bộ chọn');
  await officer.sees('Tổng số tiền 1.080.000 đ 1.080.000 đ khớp');
  await officer.look('tep-xem-truoc');
  await officer.follow(/^Không nhập được/);
  await officer.sees('Minh Tân thuộc phạm vi đơn vị khác; đề nghị đơn vị đó hoặc cấp trên nhập');
  await officer.sees('Hộ kinh doanh');
  await officer.look('tep-khong-nhap-duoc');
  await officer.follow('Bản để in');
  await officer.sees('Cần cán bộ chọn');
  await officer.sees('Không nhập được');
  await officer.look('tep-ban-in');
  await officer.follow('Về trang chọn');
  const choice = officer.page.getByLabel(/^Cách xử lý/);
  await choice.selectOption({ label: 'Người mới' });
  await officer.press('Ghi lựa chọn, chưa lưu');
  await officer.sees('Đã ghi lựa chọn.');
  await officer.press('Lưu vào sổ');
  await officer.sees('Đã lưu thang-5-tiep.csv vào sổ: 2 người mới, 2 kỳ hưởng mới.');
  await officer.sees('Còn 2 dòng chưa được lưu.');
  await officer.look('tep-da-nhap');
  const returned = await officer.download('Tải tệp trả lại (.xlsx)');
  assert.equal(returned.name, 'tra-lai.xlsx');

  await officer.follow('Nhập tệp khác');
  await send(officer, await file('tra-lai.xlsx', returned.bytes));
  await officer.sees('Không nhập được');
  await officer.sees('Vũ Thị Lạ');
  await officer.follow('Nhập, xuất Excel');
  await send(officer, await list('da-sua.csv', [row(1, 'Vũ Thị Lạ', '1936', 'Thôn Hai', OWN)]));
  await officer.press('Lưu vào sổ');
  await officer.follow('Vũ Thị Lạ');
  await officer.sees('Nhân thân');

  await officer.follow('Nhập, xuất Excel');
  await officer.sees('da-sua.csv');
  await officer.look('tep-da-co');
});

journey('a list is saved without script, and what is no list is refused with the reason', async (visitor) => {
  const officer = await officerAt(visitor, { script: false });
  await officer.go('/tep-danh-sach');
  await send(officer, await file('rong.csv', ''), { answer: 422 });
  await officer.sees('Tệp rỗng');
  await send(officer, await file('anh.xlsx', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff])), { answer: 422 });
  await officer.sees('anh.xlsx');
  await send(officer, await file('lon.csv', Buffer.alloc(33 * 1024 * 1024, 'a')), { answer: 422 });
  await officer.sees('Tệp lớn hơn 32 MB.');

  await send(officer, await list('khong-script.csv', [row(1, 'Bùi Thị Giấy', '1934', 'Thôn Ba', OWN)]));
  await officer.page.locator('summary').click();
  await officer.fill('Loại danh sách', 'Danh sách tặng quà');
  await officer.press('Đọc lại');
  await officer.sees('Đã đọc lại tệp theo lựa chọn.');
  await officer.sees('Danh sách tặng quà');
  await officer.page.locator('summary').click();
  await officer.fill('Loại danh sách', 'Để chương trình tự nhận');
  await officer.fill('Cột “Ghi chú”', 'Bỏ qua cột này');
  await officer.press('Đọc lại');
  await officer.press('Lưu vào sổ');
  await officer.sees('Bùi Thị Giấy');
});

journey('lists and templates leave for one commune only, and a list that is not there says why', async (visitor) => {
  const officer = await officerAt(visitor);
  await officer.go('/tep-danh-sach');
  const communes = await officer.page.getByLabel('Xã, thị trấn').locator('option').allInnerTexts();
  assert.deepEqual(communes, ['Cả phạm vi của tôi', 'Thị trấn Trần Cao']);
  await officer.fill('Chế độ', 'Trợ giúp xã hội');
  await officer.fill('Tháng', '04/2021');
  const given = await take(officer, officer.page.getByRole('button', { name: 'Tải về' }));
  assert.equal(given.name, 'chi-tra-btxh-2021-04-12391.xlsx');
  const template = await officer.download('Danh sách đối tượng đang hưởng trợ cấp');
  assert.equal(template.name, 'mau-beneficiaries.xlsx');
  await officer.fill('Tháng', '12/2021');
  await officer.press('Tải về', { answer: 422 });
  await officer.sees('Chưa có danh sách chi trả');
  assert.equal(await officer.page.getByLabel('Tháng').inputValue(), '12/2021');
  await officer.look('tep-khong-xuat-duoc');
  await send(officer, await file('rong.csv', ''), { answer: 422 });
  await officer.look('tep-khong-doc-duoc');
});

journey('the register goes out, is edited twice, and a person chooses where both changed it', async (visitor) => {
  const officer = await officerAt(visitor);
  await officer.go('/tep-danh-sach/so');
  await officer.look('so-ngoai-excel');
  const out = await take(officer, officer.page.getByRole('button', { name: 'Tải về' }));
  assert.match(out.name, /^danh-sach-nguoi-2021-04-28\.xlsx$/);
  const name = (said) => (text) => text.replace(/>Nguyễn Thị Mới</, `>${said}<`);

  await officer.go('/tep-danh-sach/so');
  await send(officer, await file('nguyen-ven.xlsx', out.bytes), { button: 'Xem khác biệt' });
  await officer.sees('Không có mục nào để nhận');

  await house.restart({ now: NEXT_DAY });
  const later = await officerAt(visitor);
  await later.go('/tep-danh-sach/so');
  await send(later, await file('mot.xlsx', edited(out.bytes, name('Nguyễn Thị Mơi'))), { button: 'Xem khác biệt' });
  await later.sees('Sẽ lấy theo tệp');
  await later.press('Nhận vào sổ');
  await later.sees('Đã nhận 1 mục vào sổ.');

  await send(later, await file('hai.xlsx', edited(out.bytes, name('Nguyễn Thị Mỡi'))), { button: 'Xem khác biệt' });
  await later.sees('Hai bên sửa khác nhau');
  await later.look('so-khac-biet');
  await later.press('Nhận vào sổ');
  await later.sees('còn 1 mục cần chọn');
  await later.page.getByLabel(/^Chọn cho/).selectOption({ label: 'Lấy theo tệp' });
  await later.press('Nhận vào sổ');
  await later.sees('Đã nhận 1 mục vào sổ.');
  await later.fill('Tìm đối tượng', 'nguyen thi moi');
  await later.press('Tìm', { within: later.page.getByRole('banner') });
  await later.sees('Nguyễn Thị Mỡi');

  await send2(later, await file('khong-phai-so.csv', 'a;b\n1;2\n'));
  await later.sees('hãy xuất lại danh sách');
});

async function send2(officer, place) {
  await officer.go('/tep-danh-sach/so');
  await send(officer, place, { button: 'Xem khác biệt', answer: 422 });
}
