// The whole job of an office from its first start: import, roll, approval, the payer's answer, closed books, report, and
// from a figure of the report to a person.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { emptyHouse } from './house.mjs';
import { answered, draftRoll } from './payment.mjs';
import { journey } from './visit.mjs';
import { edited } from './workbook.mjs';

const ADMINISTRATOR = 'chim sẻ hót trên mái';
const OFFICER = 'bốn mùa lúa chín vàng';
const CHIEF = 'con đò sang bến sông';
const PEOPLE = [
  { name: 'Nguyễn Thị Lụa', birth: '12/03/1936', commune: 'Xã Đoàn Đào' },
  { name: 'Trần Văn Thóc', birth: '1935', commune: 'Xã Đoàn Đào' },
  { name: 'Lê Thị Gạo', birth: '07/1938', commune: 'Thị trấn Trần Cao' },
];
const EACH = 270_000;

const folder = await mkdtemp(path.join(tmpdir(), 'ansinh-main-job-'));
after(() => rm(folder, { recursive: true, force: true }));

async function file(name, content) {
  const place = path.join(folder, name);
  await writeFile(place, content);
  return place;
}

/** The program's own template with the people written in under its head. */
function filledIn(template) {
  const cell = (column, number, text) => `<c r="${column}${number}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const line = ({ name, birth, commune }, place) => {
    const texts = { C: name, E: birth, F: commune, G: 'Thôn Một', H: 'K5c', M: '01/2021', N: '04/2021' };
    const cells = Object.entries(texts).map(([column, text]) => cell(column, place + 2, text));
    return `<row r="${place + 2}">${cells.join('')}</row>`;
  };
  const isList = (part) => part === 'xl/worksheets/sheet1.xml';
  const lines = PEOPLE.map(line).join('');
  return edited(template, (text, part) => (isList(part) ? text.replace('</sheetData>', `${lines}</sheetData>`) : text));
}

async function choosePassword(who, old, fresh) {
  await who.fill('Mật khẩu đang dùng', old);
  await who.fill('Mật khẩu mới', fresh);
  await who.fill('Nhập lại mật khẩu mới', fresh);
  await who.press('Đổi mật khẩu');
}

/** Adds somebody and returns the password they sign in with the first time. */
async function addUser(administrator, login, name, role) {
  await administrator.go('/quan-tri/nguoi-dung/them');
  await administrator.fill('Tên đăng nhập', login);
  await administrator.fill('Họ và tên', name);
  await administrator.fill(role, true);
  await administrator.press('Thêm người dùng');
  return (await administrator.page.locator('.secret').nth(1).innerText()).trim();
}

async function firstSignIn(visitor, house, login, oneTime, fresh) {
  const who = await visitor(house);
  await who.signIn(login, { password: oneTime });
  await choosePassword(who, oneTime, fresh);
  await who.sees('Hôm nay, 04/05/2021');
  return who;
}

async function setUp(administrator) {
  await choosePassword(administrator, administrator.house.passwords.quantri, ADMINISTRATOR);
  await administrator.fill('Tên hoặc mã đơn vị hành chính', 'phu cu');
  await administrator.press('Tìm đơn vị');
  await administrator.page.getByRole('row', { name: /Huyện Phù Cừ/ }).getByRole('button').click();
  await administrator.page.waitForURL('**/quan-tri/thiet-lap');
}

async function importPeople(officer) {
  await officer.follow('Nhập, xuất Excel');
  const template = await officer.download('Danh sách đối tượng đang hưởng trợ cấp');
  const place = await file(template.name, filledIn(template.bytes));
  await officer.fill('Chọn tệp, hoặc kéo tệp thả vào đây', place);
  await officer.press('Xem trước');
  for (const { name } of PEOPLE) await officer.sees(name);
  await officer.look('viec-chinh-xem-truoc');
  await officer.press('Lưu vào sổ');
  await officer.sees(`${PEOPLE.length} người mới, ${PEOPLE.length} kỳ hưởng mới`);
}

/** Sends the approved roll, gives the payer's answer in and compares the sums. */
async function hearPayer(officer, roll) {
  await officer.go(roll);
  const csv = await officer.download('Tệp gửi đơn vị chi trả (.csv)');
  await officer.press('Đã gửi đơn vị chi trả');
  await officer.follow('Nhận kết quả chi trả');
  await officer.fill('Tệp kết quả', await file('ket-qua.csv', answered(csv.bytes, 1)));
  await officer.press('Xem trước');
  await officer.press('Ghi kết quả');
  await officer.sees('Đã có kết quả chi trả');
  await officer.fill('Đã rút ở kho bạc', money(PEOPLE.length));
  await officer.fill('Đơn vị chi trả cộng', money(PEOPLE.length - 1));
  await officer.press('Ghi số đối chiếu');
  await officer.sees(`Đã nhận ${money(PEOPLE.length - 1)} đ`);
}

const money = (people) => (people * EACH).toLocaleString('vi-VN');

journey('an office starts, imports, pays, closes and reports, and a figure leads to a person', async (visitor) => {
  const house = await emptyHouse({ now: '2021-05-04T01:00:00Z' });
  const administrator = await visitor(house, { as: 'quantri' });
  await setUp(administrator);
  const officerOnce = await addUser(administrator, 'hoa.nt', 'Nguyễn Thị Hoa', 'Chuyên viên');
  const chiefOnce = await addUser(administrator, 'binh.tv', 'Trần Văn Bình', 'Lãnh đạo');

  const officer = await firstSignIn(visitor, house, 'hoa.nt', officerOnce, OFFICER);
  await officer.look('viec-chinh-ngay-dau');
  await importPeople(officer);

  await draftRoll(officer, 'Trợ giúp xã hội', '05/2021');
  const roll = new URL(officer.page.url()).pathname;
  await officer.sees(`${money(PEOPLE.length)} đ`);
  await officer.sees('Bạn là người lập danh sách nên không tự duyệt được');
  await officer.look('viec-chinh-danh-sach');

  const chief = await firstSignIn(visitor, house, 'binh.tv', chiefOnce, CHIEF);
  await chief.go(roll);
  await chief.press('Duyệt danh sách');
  await chief.sees('Đã duyệt danh sách và ghi sổ chi.');
  await hearPayer(officer, roll);
  await chief.go(roll);
  await chief.press('Khóa sổ');
  await chief.sees('Đã khóa sổ danh sách.');
  await chief.look('viec-chinh-da-khoa-so');

  await officer.go('/bao-cao');
  await officer.follow('Báo cáo 6 tháng đầu năm 2021');
  await officer.sees('Độc lập - Tự do - Hạnh phúc');
  await officer.look('viec-chinh-bao-cao');
  const figure = officer.page.getByRole('article').getByTitle(/^B-03/).first();
  assert.equal(Number(await figure.innerText()), PEOPLE.length);
  await figure.click();
  await officer.page.waitForURL(/so-lieu\/B-03/);
  await officer.sees('Các dòng đứng sau con số');
  await officer.follow('Trần Văn Thóc');
  await officer.sees('Nhân thân');
  await officer.sees('05/2021');
});
