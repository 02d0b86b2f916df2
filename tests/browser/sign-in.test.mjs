import { demoHouse, emptyHouse } from './house.mjs';
import { journey } from './visit.mjs';

const WRONG = 'sai-mat-khau';
const AN_HOUR_LATER = '2021-04-28T02:00:00Z';

journey('a page asked for before signing in opens after it, and signing out shuts it again', async (visitor) => {
  const house = await demoHouse();
  const officer = await visitor(house);
  await officer.go('/danh-sach');
  await officer.look('dang-nhap');
  await officer.signIn('canbo');
  await officer.sees('Danh sách chi trả');
  await officer.press('Đăng xuất');
  await officer.go('/danh-sach');
  await officer.sees('Đăng nhập Ansinh');
});

journey('guessing passwords is slowed down, and a restart does not forget it', async (visitor) => {
  const house = await demoHouse();
  const guesser = await visitor(house);
  for (let guess = 1; guess <= 5; guess += 1) {
    await guesser.signIn('canbo', { password: WRONG, answer: 422 });
    await guesser.sees('Tên đăng nhập hoặc mật khẩu không đúng.');
  }
  await guesser.look('dang-nhap-sai');
  await guesser.signIn('canbo', { password: WRONG, answer: 429 });
  await guesser.sees('Đăng nhập sai nhiều lần; hãy thử lại sau 30 giây.');

  await house.restart();
  const owner = await visitor(house);
  await owner.signIn('canbo', { answer: 429 });
  await owner.sees('hãy thử lại sau 30 giây');
  await owner.signIn('lanhdao');
  await owner.sees('Hôm nay, 28/04/2021');

  await house.restart({ now: AN_HOUR_LATER });
  const later = await visitor(house, { as: 'canbo' });
  await later.sees('Hôm nay, 28/04/2021');
});

journey('on its first start the program prints a password for the administrator, good for one sign-in', async (visitor) => {
  const house = await emptyHouse();
  const administrator = await visitor(house, { as: 'quantri' });
  await administrator.sees('Mật khẩu đang dùng do người khác đặt.');
  await administrator.go('/');
  await administrator.sees('Đổi mật khẩu');
  await administrator.look('ngay-dau');
});
