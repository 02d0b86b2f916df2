// What several journeys do with a month's roll.

/** Draws up the roll of a scheme for a month and waits until its page is there. */
export async function draftRoll(officer, scheme, month) {
  await officer.go('/danh-sach');
  const form = officer.page.getByRole('region', { name: 'Lập danh sách tháng' });
  await officer.fill('Chế độ', scheme, { within: form });
  await officer.fill('Tháng lập', month, { within: form });
  await officer.page.getByRole('button', { name: 'Lập danh sách', exact: true }).click();
  await officer.page.waitForURL(/\/danh-sach\/\d+$/, { timeout: 60_000 });
}

/** The payer's file with an answer in every line: the first `away` of them were not at home. */
export function answered(csv, away) {
  const [head, ...lines] = csv.toString('utf8').trimEnd().split(/\r?\n/);
  const answer = (line, place) => {
    const cells = line.split(';');
    cells[4] = place < away ? 'chưa nhận' : 'đã nhận';
    cells[5] = place < away ? 'đi vắng' : '';
    return cells.join(';');
  };
  return [head, ...lines.map(answer)].join('\r\n');
}
