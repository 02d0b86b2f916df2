// A workbook as the archive it is: opened, changed, packed again.

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** The same workbook with its texts changed: every part that is XML goes through `change(text, name)`. */
export function edited(bytes, change) {
  const parts = unpacked(bytes).map(({ name, data }) => {
    const isText = /\.xml$/.test(name);
    return { name, data: isText ? Buffer.from(change(data.toString('utf8'), name)) : data };
  });
  return packed(parts);
}

/** The files of an archive, by its central directory. */
function unpacked(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const parts = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [named, extra, noted] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + size);
    const name = bytes.subarray(at + 46, at + 46 + named).toString('utf8');
    parts.push({ name, data: method === 8 ? inflateRawSync(data) : data });
    at += 46 + named + extra + noted;
  }
  return parts;
}

function packed(parts) {
  const [bodies, directory] = [[], []];
  let at = 0;
  for (const { name, data } of parts) {
    const [title, small] = [Buffer.from(name), deflateRawSync(data)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(small.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(title.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, small]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, title]));
    bodies.push(body);
    at += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, listed, Buffer.from('PK\x05\x06'), end]);
}
