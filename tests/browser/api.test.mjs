// The interface for programs: its page for people, and a first call with a token as docs/api.md tells it.

import assert from 'node:assert/strict';

import { demoHouse } from './house.mjs';
import { journey } from './visit.mjs';

const house = await demoHouse();

journey('the page of the interface opens without signing in, and its parts unfold', async (visitor) => {
  const developer = await visitor(house);
  await developer.go('/api');
  await developer.sees('Giao diện cho phần mềm khác');
  await developer.look('giao-dien');
  for (const part of ['/api/v1/people/{person}/why', 'ActSaid']) {
    await developer.page.locator('summary', { hasText: part }).first().click();
  }
  await developer.sees('curl -X GET');
  await developer.look('giao-dien-mo');
});

journey('a program calls with its token, and with no other', async () => {
  const said = await house.command('token', 'add', 'Kế toán', '--role', 'ke_toan', '--field', 'btxh');
  const token = said.trim().split('\n').at(-1);
  const ask = (secret) => fetch(`${house.address}/api/v1/rolls`, { headers: { authorization: `Bearer ${secret}` } });
  const { rolls } = await (await ask(token)).json();
  assert.ok(rolls.length > 0 && rolls.every((roll) => roll.scheme === 'btxh'));
  assert.equal((await ask(`${token}0`)).status, 401);
  await house.command('token', 'revoke', said.match(/số (\d+)/)[1]);
  const refused = await ask(token);
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('content-type'), 'application/problem+json');
});
