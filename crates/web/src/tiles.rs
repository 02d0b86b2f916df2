//! A map of communes as tiles in a grid: one tile for each, darker the more money. The numbers stand in a table beside it.

use domain::kernel::{Dong, RunId, UnitId, show_count};
use office::read::CommuneMoney;

const COLUMNS: usize = 3;
const TILE_WIDTH: usize = 152;
const TILE_HEIGHT: usize = 64;
const GAP: usize = 8;
/// Shades a tile may have, from the least money to the most.
const SHADES: i64 = 5;
/// A tile's name is cut to what fits on it; the table has it in full.
const NAME_LETTERS: usize = 18;

#[derive(Debug, Clone)]
pub struct TileMap {
    pub tiles: Vec<Tile>,
    pub rows: Vec<TileRow>,
    /// The schemes that have a column, with the newest roll of each.
    pub schemes: Vec<String>,
    height: usize,
}

#[derive(Debug, Clone)]
pub struct Tile {
    pub x: usize,
    pub y: usize,
    pub shade: i64,
    pub name: String,
    pub amount: String,
    pub title: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct TileRow {
    /// What a tile's address names.
    pub id: String,
    pub name: String,
    pub cells: Vec<Option<TileCell>>,
    pub total: Dong,
}

#[derive(Debug, Clone)]
pub struct TileCell {
    pub people: String,
    pub amount: Dong,
    pub href: String,
}

impl TileMap {
    /// The communes come sorted by name; those of one commune come one after the other.
    pub fn of(communes: &[CommuneMoney]) -> Option<TileMap> {
        let mut schemes: Vec<(RunId, String)> = Vec::new();
        for one in communes {
            if !schemes.iter().any(|known| known.0 == one.run) {
                schemes.push((one.run, one.scheme_name.clone()));
            }
        }
        schemes.sort_by_key(|scheme| scheme.0);
        let groups: Vec<&[CommuneMoney]> = communes.chunk_by(|a, b| a.unit == b.unit).collect();
        let total = |group: &[CommuneMoney]| group.iter().map(|one| one.amount).sum::<Dong>();
        let totals = || groups.iter().map(|group| total(group));
        let (lowest, highest) = (totals().min()?, totals().max()?);
        let tile = |(place, group): (usize, &&[CommuneMoney])| {
            let total = total(group);
            Tile { shade: shade(total, lowest, highest), ..tile(place, group, total) }
        };
        let row = |group: &&[CommuneMoney]| TileRow {
            id: row_id(&group[0].unit),
            name: group[0].unit_name.clone(),
            cells: schemes.iter().map(|(run, _)| cell(group, *run)).collect(),
            total: total(group),
        };
        Some(TileMap {
            tiles: groups.iter().enumerate().map(tile).collect(),
            rows: groups.iter().map(row).collect(),
            schemes: schemes.into_iter().map(|one| one.1).collect(),
            height: groups.len().div_ceil(COLUMNS) * (TILE_HEIGHT + GAP) - GAP,
        })
    }

    /// As wide as a full row however few communes there are, so that a tile has one size; its edge has room for a line.
    pub fn view_box(&self) -> String {
        let width = COLUMNS * (TILE_WIDTH + GAP) - GAP;
        format!("-1 -1 {} {}", width + 2, self.height + 2)
    }
}

/// Communes of much the same money are still told apart: the lightest shade is the least of them, the darkest the most.
fn shade(total: Dong, lowest: Dong, highest: Dong) -> i64 {
    let range = i128::from((highest - lowest).0.max(1));
    (i128::from((total - lowest).0) * i128::from(SHADES - 1) / range) as i64
}

fn tile(place: usize, group: &[CommuneMoney], total: Dong) -> Tile {
    let name = &group[0].unit_name;
    let parts: Vec<String> = group
        .iter()
        .map(|one| format!("{}: {} người, {}", one.scheme_name, show_count(one.people), one.amount))
        .collect();
    Tile {
        x: place % COLUMNS * (TILE_WIDTH + GAP),
        y: place / COLUMNS * (TILE_HEIGHT + GAP),
        shade: 0,
        name: cut(name),
        amount: total.to_string(),
        title: format!("{name}: {total}. {}", parts.join("; ")),
        href: format!("#{}", row_id(&group[0].unit)),
    }
}

fn row_id(unit: &UnitId) -> String {
    format!("xa-{}", unit.0.replace('@', "-"))
}

fn cell(group: &[CommuneMoney], run: RunId) -> Option<TileCell> {
    let one = group.iter().find(|one| one.run == run)?;
    let href = super::pages::lines_of_unit(run, &one.unit);
    Some(TileCell { people: show_count(one.people), amount: one.amount, href })
}

fn cut(name: &str) -> String {
    match name.chars().count() <= NAME_LETTERS {
        true => name.to_owned(),
        false => name.chars().take(NAME_LETTERS - 1).collect::<String>().trim_end().to_owned() + "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commune(unit: &str, run: i64, people: i64, amount: i64) -> CommuneMoney {
        CommuneMoney {
            unit: UnitId(unit.to_owned()),
            unit_name: format!("Xã {unit}"),
            run: RunId(run),
            scheme_name: format!("Chế độ {run}"),
            people,
            amount: Dong(amount),
        }
    }

    #[test]
    fn a_commune_is_one_tile_with_all_its_money_and_the_richest_is_darkest() {
        let all = [commune("a", 1, 3, 100), commune("a", 2, 4, 900), commune("b", 2, 1, 0), commune("c", 1, 1, 400)];
        let map = TileMap::of(&all).unwrap();
        let shades: Vec<i64> = map.tiles.iter().map(|tile| tile.shade).collect();
        assert_eq!(shades, [SHADES - 1, 0, 1]);
        let totals: Vec<Dong> = map.rows.iter().map(|row| row.total).collect();
        assert_eq!(totals, [Dong(1_000), Dong(0), Dong(400)]);
        assert_eq!(map.rows[1].cells.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
        assert!(TileMap::of(&[]).is_none());
    }
}
