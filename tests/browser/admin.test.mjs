// The administrator's first days: an empty office is set up, its people are signed up and kept safe.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { demoHouse, emptyHouse } from './house.mjs';
import { journey } from './visit.mjs';

const OWN = 'chim sẻ hót trên mái';
const OTHER = 'bốn mùa lúa chín vàng';
const STEP_SECONDS = 30;

/** The code an authenticator shows for a secret at a moment: RFC 6238. */
function codeOf(secret, moment) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.parse(moment) / 1000 / STEP_SECONDS)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const place = digest[19] & 15;
  return String((digest.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function choosePassword(visitor, old, fresh) {
  await visitor.fill('Mật khẩu đang dùng', old);
  await visitor.fill('Mật khẩu mới', fresh);
  await visitor.fill('Nhập lại mật khẩu mới', fresh);
}

async function oneTimePassword(visitor) {
  return (await visitor.page.locator('.secret').nth(1).innerText()).trim();
}

journey('an empty office is set up, and its people sign in', async (visitor) => {
  const house = await emptyHouse();
  const administrator = await visitor(house, { as: 'quantri' });
  await administrator.sees('Mật khẩu đang dùng do người khác đặt.');
  await choosePassword(administrator, house.passwords.quantri, '1234567890');
  await administrator.press('Đổi mật khẩu', { answer: 422 });
  await administrator.sees('Mật khẩu này quá dễ đoán');
  await administrator.look('doi-mat-khau');
  await choosePassword(administrator, house.passwords.quantri, OWN);
  await administrator.press('Đổi mật khẩu');

  await administrator.sees('Đơn vị của bạn ở đâu?');
  await administrator.fill('Tên hoặc mã đơn vị hành chính', 'phu cu');
  await administrator.press('Tìm đơn vị');
  await administrator.look('chon-dia-ban');
  await administrator.page.getByRole('row', { name: /Huyện Phù Cừ/ }).getByRole('button').click();
  await administrator.page.waitForURL('**/quan-tri/thiet-lap');
  await administrator.sees('Đã chọn địa bàn.');
  await administrator.fill('Họ tên người ký', 'Trần Văn Bình');
  await administrator.press('Lưu tên trên văn bản');
  await administrator.sees('Đã lưu thông tin cơ quan.');
  await administrator.look('thiet-lap');

  await administrator.fill('Một người vừa lập vừa duyệt Chỉ khi đơn vị có một người; nhật ký ghi rõ.', true);
  await administrator.press('Lưu quy tắc');
  await administrator.sees('Bỏ quy tắc hai người?');
  await administrator.look('bo-quy-tac');
  await administrator.follow('Giữ quy tắc hai người');
  await administrator.sees('Hai người');

  await administrator.go('/quan-tri/muc-dia-phuong');
  await administrator.sees('Chưa ghi mức nào');
  await administrator.page.getByLabel('Mức được đặt cao hơn').selectOption('tro_giup_xa_hoi.muc_chuan');
  const resolution = {
    'Áp dụng từ tháng': '07/2021',
    'Số nghị quyết': '08/2021/NQ-HĐND',
    'Cơ quan ban hành': 'Hội đồng nhân dân tỉnh',
    'Điều, khoản': 'khoản 1 Điều 2',
    'Ngày ký': '20/07/2021',
    'Ngày có hiệu lực': '01/08/2021',
  };
  for (const [label, value] of Object.entries(resolution)) await administrator.fill(label, value);
  await administrator.press('Xem trước', { answer: 422 });
  await administrator.look('muc-dia-phuong-thieu');
  await administrator.fill('Số tiền (đồng)', '300.000');
  await administrator.press('Xem trước', { answer: 422 });
  await administrator.sees('Mức trung ương tháng 07/2021 là 360.000 đ');
  await administrator.fill('Số tiền (đồng)', '400.000');
  await administrator.press('Xem trước');
  await administrator.sees('Sẽ tính');
  await administrator.look('muc-dia-phuong-xem');
  await administrator.press('Lưu mức này');
  await administrator.sees('Đã ghi mức 400.000 đ từ tháng 07/2021.');
  await administrator.look('muc-dia-phuong');
  await administrator.fill('Lý do bỏ mức 400.000 đ', 'nghị quyết của tỉnh khác');
  await administrator.press('Bỏ mức 400.000 đ');
  await administrator.sees('Chưa ghi mức nào');

  await administrator.go('/quan-tri/nguoi-dung/them');
  await administrator.fill('Tên đăng nhập', 'Hoa NT');
  await administrator.fill('Họ và tên', 'Nguyễn Thị Hoa');
  await administrator.fill('Chuyên viên', true);
  await administrator.press('Thêm người dùng', { answer: 422 });
  await administrator.sees('Tên đăng nhập gồm 3 đến 30 chữ thường không dấu');
  await administrator.look('them-nguoi-dung');
  await administrator.fill('Tên đăng nhập', 'hoa.nt');
  await administrator.fill('Phạm vi', 'Xã Đoàn Đào');
  await administrator.press('Thêm người dùng');
  const oneTime = await oneTimePassword(administrator);
  await administrator.look('mat-khau-mot-lan');

  const officer = await visitor(house);
  await officer.signIn('hoa.nt', { password: oneTime });
  await choosePassword(officer, oneTime, OTHER);
  await officer.press('Đổi mật khẩu');
  await officer.sees('Hôm nay, 28/04/2021');
  await officer.go('/quan-tri', { answer: 403 });

  await administrator.go('/quan-tri/nguoi-dung');
  await administrator.look('nguoi-dung');
  await administrator.follow('Nguyễn Thị Hoa');
  await administrator.fill('Quản trị', true);
  await administrator.press('Lưu');
  await administrator.sees('Đã lưu; có hiệu lực ngay');
  await administrator.look('mot-nguoi-dung');
  await officer.go('/quan-tri/vai-tro');
  await officer.look('vai-tro');
  await administrator.press('Kết thúc mọi phiên');
  await officer.go('/');
  await officer.sees('Đăng nhập Ansinh');

  await administrator.go('/quan-tri/nguoi-dung/2');
  await administrator.press('Khóa tài khoản');
  await administrator.go('/quan-tri/nguoi-dung/1');
  await administrator.press('Khóa tài khoản', { answer: 422 });
  await administrator.sees('Đây là người quản trị cuối cùng còn hoạt động');
  await officer.signIn('hoa.nt', { password: OTHER, answer: 422 });

  await administrator.go('/quan-tri/don-vi?ngay=2025-07-01');
  await administrator.sees('Tổng trước và sau bằng nhau');
  await administrator.go('/quan-tri/sao-luu');
  await administrator.press('Sao lưu ngay');
  await administrator.sees('Đã sao lưu vào ansinh-20210428010000.sqlite');
  await administrator.press('Kiểm tra ansinh-20210428010000.sqlite');
  await administrator.sees('nhật ký, sổ chi và dữ liệu đều khớp');
  const copy = await administrator.download('Tải về ansinh-20210428010000.sqlite');
  assert.equal(copy.bytes.subarray(0, 15).toString(), 'SQLite format 3');
  await administrator.look('sao-luu');
  await administrator.go('/quan-tri/nhat-ky');
  await administrator.sees('Tải bản sao lưu');
  await administrator.follow('Kiểm tra chuỗi');
  await administrator.sees('Chuỗi nhật ký liền mạch');
  const csv = await administrator.download('Xuất CSV');
  assert.match(csv.bytes.toString(), /Sửa vai trò, phạm vi người dùng/);
});

journey('a second factor is set up, asked for, and a code is good once', async (visitor) => {
  const house = await demoHouse();
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/tai-khoan');
  await officer.look('tai-khoan');
  await officer.follow('Bật mã xác thực');
  await officer.look('bat-ma-xac-thuc');
  const secret = await officer.page.locator('.secret').innerText();
  await officer.fill('Mã 6 chữ số', '000000');
  await officer.press('Bật', { answer: 422 });
  const first = codeOf(secret, house.now);
  await officer.fill('Mã 6 chữ số', first);
  await officer.press('Bật');
  await officer.sees('chỉ hiện lần này');
  await officer.look('ma-du-phong');
  const recovery = await officer.page.locator('.codes li').first().innerText();
  await officer.press('Đăng xuất');

  await officer.signIn('canbo');
  await officer.sees('Nhập mã xác thực');
  await officer.fill('Mã xác thực hoặc mã dự phòng', first);
  await officer.press('Tiếp tục', { answer: 422 });
  await officer.sees('không đúng hoặc đã dùng');
  await officer.look('nhap-ma');
  await officer.go('/');
  await officer.sees('Đăng nhập Ansinh');

  await officer.signIn('canbo');
  const next = new Date(Date.parse(house.now) + STEP_SECONDS * 1000).toISOString();
  await officer.fill('Mã xác thực hoặc mã dự phòng', codeOf(secret, next));
  await officer.press('Tiếp tục');
  await officer.sees('Hôm nay, 28/04/2021');
  await officer.press('Đăng xuất');
  await officer.signIn('canbo');
  await officer.fill('Mã xác thực hoặc mã dự phòng', recovery);
  await officer.press('Tiếp tục');
  await officer.go('/tai-khoan');
  await officer.sees('Còn 7 mã dự phòng chưa dùng');
  await officer.fill('Mật khẩu đang dùng', house.passwords.canbo);
  await officer.press('Tắt mã xác thực');
  await officer.sees('Đã tắt mã xác thực.');
});

journey('a form that arrives after its session has ended is kept and sent on', async (visitor) => {
  const house = await demoHouse();
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/nguoi');
  await officer.fill('Số định danh, CMND (12 hoặc 9 chữ số)', '12345');
  const elsewhere = await officer.page.context().newPage();
  await elsewhere.goto(new URL('/tai-khoan', house.address).href);
  await elsewhere.getByRole('button', { name: 'Đăng xuất' }).click();
  await elsewhere.close();
  await officer.press('Tìm theo giấy tờ');
  await officer.sees('Phiên đã hết; đăng nhập lại, phần đã nhập được giữ.');
  await officer.look('phien-da-het');
  await officer.fill('Tên đăng nhập', 'canbo');
  await officer.fill('Mật khẩu', 'sai mật khẩu');
  await officer.press('Đăng nhập', { answer: 422 });
  await officer.fill('Mật khẩu', house.passwords.canbo);
  await officer.press('Đăng nhập');
  await officer.sees('Phần đã nhập được giữ');
  await officer.look('gui-tiep');
  await officer.press('Gửi tiếp');
  await officer.sees('Số định danh có đúng 12 chữ số');
});

journey('units, the journal and personal data of a working office', async (visitor) => {
  const house = await demoHouse();
  const inspector = await visitor(house, { as: 'thanhtra' });
  await inspector.go('/quan-tri/don-vi');
  await inspector.follow('01/07/2025');
  await inspector.sees('Tổng trước và sau bằng nhau');
  await inspector.look('thu-sap-nhap');
  await inspector.go('/quan-tri/nhat-ky');
  await inspector.fill('Việc', 'Duyệt danh sách chi trả (BTXH)');
  await inspector.press('Lọc');
  await inspector.sees('Duyệt danh sách chi trả (BTXH)');
  await inspector.look('nhat-ky');
  const officer = await visitor(house, { as: 'canbo' });
  await officer.go('/nguoi/1/du-lieu');
  await officer.look('du-lieu-mot-nguoi');
  const given = officer.page.waitForEvent('download');
  await officer.page.getByRole('button', { name: 'Xuất JSON' }).click();
  assert.equal((await given).suggestedFilename(), 'du-lieu-1.json');
  await inspector.go('/quan-tri/du-lieu-ca-nhan');
  await inspector.sees('Xuất toàn bộ dữ liệu');
  await inspector.look('du-lieu-ca-nhan');
});
