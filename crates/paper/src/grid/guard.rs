//! What keeps a hostile or broken workbook from eating the machine, looked at before any reader builds anything.
//!
//! A packed file can grow a thousandfold and a cell can claim to stand in the last corner of the sheet, so everything
//! is counted first. The same pass finds the joined cells, which stand behind millions of others.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use super::Area;

/// Unpacked bytes of a whole workbook. A list of 100.000 rows and 20 columns has a quarter of this.
const MOST_BYTES: u64 = 400 << 20;
/// Unpacked bytes of one part that is not a sheet: readers hold those in memory.
const MOST_PART_BYTES: u64 = 96 << 20;
const MOST_PARTS: usize = 4_000;
/// Joined areas of one sheet: two for each of 100.000 rows.
const MOST_JOINED: usize = 200_000;
/// Bytes between two tags. Excel allows a cell 32.767 letters.
const MOST_TEXT_BYTES: usize = 1 << 20;
/// Cells that hold anything; for .xls the boxes around them, which its reader builds whole.
pub const MOST_CELLS: u64 = 8_000_000;

/// Why a file is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("nội dung giải nén quá lớn")]
    TooBig,
    #[error("có quá nhiều ô")]
    TooManyCells,
    #[error("tệp bị hỏng hoặc bị cắt giữa chừng")]
    Broken,
}

/// The joined cells of each part of a package, by the part's path.
pub type Joined = HashMap<String, Vec<Area>>;

/// Unpacks everything once without keeping it.
pub fn package(bytes: &[u8]) -> Result<Joined, Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Broken)?;
    if archive.len() > MOST_PARTS {
        return Err(Refused::TooBig);
    }
    let mut joined = Joined::new();
    let mut whole = 0;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| Refused::Broken)?;
        let path = part.name().map_err(|_| Refused::Broken)?.into_owned();
        let is_sheet = path.contains("worksheets/") || path == "content.xml";
        let limit = if is_sheet { MOST_BYTES } else { MOST_PART_BYTES };
        let mut scan = Scan::default();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = part.read(&mut buffer).map_err(|_| Refused::Broken)?;
            if read == 0 {
                break;
            }
            whole += read as u64;
            scan.take(&buffer[..read])?;
            if scan.bytes > limit || whole > MOST_BYTES {
                return Err(Refused::TooBig);
            }
        }
        joined.insert(path, scan.joined);
    }
    Ok(joined)
}

/// What one part shows while it streams by.
#[derive(Default)]
struct Scan {
    bytes: u64,
    since_tag: usize,
    /// The end of the last piece, in case a tag was cut in two.
    tail: Vec<u8>,
    joined: Vec<Area>,
}

const JOINED: &[u8] = b"mergeCell ref=\"";
/// Longest `mergeCell ref="XFD1048576:XFD1048576"`.
const JOINED_LENGTH: usize = 48;

impl Scan {
    fn take(&mut self, piece: &[u8]) -> Result<(), Refused> {
        self.bytes += piece.len() as u64;
        match (memchr::memchr(b'<', piece), memchr::memrchr(b'<', piece)) {
            (Some(_), Some(last)) => self.since_tag = piece.len() - last,
            _ => self.since_tag += piece.len(),
        }
        if self.since_tag > MOST_TEXT_BYTES {
            return Err(Refused::TooBig);
        }
        // A tag cut in two is found in the seam; one that is whole on either side is found there only.
        let mut seam = std::mem::take(&mut self.tail);
        let seam_from = seam.len();
        seam.extend_from_slice(&piece[..piece.len().min(JOINED_LENGTH)]);
        let from_tail = memchr::memmem::find_iter(&seam, JOINED).filter(|at| *at < seam_from);
        let found: Vec<Area> = from_tail.filter_map(|at| joined_at(&seam[at..])).collect();
        self.joined.extend(found);
        let whole = piece.len().saturating_sub(JOINED_LENGTH);
        let here = memchr::memmem::find_iter(piece, JOINED).take_while(|at| *at < whole);
        self.joined.extend(here.filter_map(|at| joined_at(&piece[at..])));
        self.tail = piece[whole..].to_vec();
        if self.joined.len() > MOST_JOINED {
            return Err(Refused::TooManyCells);
        }
        Ok(())
    }
}

fn joined_at(xml: &[u8]) -> Option<Area> {
    let text = xml.get(JOINED.len()..)?;
    let end = memchr::memchr(b'"', text)?;
    area(std::str::from_utf8(&text[..end]).ok()?)
}

/// `B5:C6`
fn area(text: &str) -> Option<Area> {
    let (from, to) = text.split_once(':')?;
    let ((first_column, first_row), (last_column, last_row)) = (address(from)?, address(to)?);
    Area::new((first_row, last_row), (first_column, last_column))
}

fn address(text: &str) -> Option<(u16, u32)> {
    let digits = text.find(|letter: char| letter.is_ascii_digit())?;
    let column = text[..digits].bytes().try_fold(0_u16, |sum, letter| {
        let place = u16::from(letter.to_ascii_uppercase().checked_sub(b'A')?);
        sum.checked_mul(26)?.checked_add(place + 1)
    })?;
    Some((column.checked_sub(1)?, text[digits..].parse().ok()?))
}

/// The boxes of cells that an old .xls file asks for, from the addresses its records carry.
pub fn compound_file(bytes: &[u8]) -> Result<(), Refused> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refused::Broken)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)).ok_or(Refused::Broken)?;
    let mut stream = Vec::new();
    let opened = file.open_stream(name).map_err(|_| Refused::Broken)?;
    opened.take(MOST_BYTES).read_to_end(&mut stream).map_err(|_| Refused::Broken)?;
    records(&stream)
}

/// Beginning of a sheet, and the records that place a cell.
const BEGIN: u16 = 0x0809;
const CELLS: [u16; 12] =
    [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406];

fn records(stream: &[u8]) -> Result<(), Refused> {
    let mut rest = stream;
    let mut sum = 0_u64;
    let mut reach: Option<[u64; 4]> = None;
    let boxed = |reach: Option<[u64; 4]>| reach.map_or(0, |[top, bottom, left, right]| (bottom - top) * (right - left));
    while let [kind_low, kind_high, size_low, size_high, after @ ..] = rest {
        let kind = u16::from_le_bytes([*kind_low, *kind_high]);
        let size = usize::from(u16::from_le_bytes([*size_low, *size_high]));
        let body = after.get(..size).unwrap_or(after);
        if kind == BEGIN {
            sum += boxed(reach.take());
        }
        if let (true, [row_low, row_high, column_low, column_high, ..]) = (CELLS.contains(&kind), body) {
            let row = u64::from(u16::from_le_bytes([*row_low, *row_high]));
            let column = u64::from(u16::from_le_bytes([*column_low, *column_high]));
            let last = match (kind, body) {
                (0x00BD | 0x00BE, [.., low, high]) => column.max(u64::from(u16::from_le_bytes([*low, *high]))),
                _ => column,
            };
            let [top, bottom, left, right] = reach.unwrap_or([row, row, column, column]);
            reach = Some([top.min(row), bottom.max(row + 1), left.min(column), right.max(last + 1)]);
        }
        if sum + boxed(reach) > MOST_CELLS {
            return Err(Refused::TooManyCells);
        }
        rest = after.get(size..).unwrap_or_default();
    }
    Ok(())
}
