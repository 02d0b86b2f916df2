//! Spells and statuses as bars over the years. The exact days stand in the tables beside it.

use domain::kernel::{Day, Month, MonthSpan, Span, show_month};
use office::Office;
use office::read::Card;

use crate::show::show_span;

const WIDTH: i64 = 1060;
const LEFT: i64 = 290;
const RIGHT: i64 = 1052;
const TOP: i64 = 26;
const ROW: i64 = 24;
const BAR: i64 = 12;
/// How many years one can still read side by side.
const YEARS_MAX: i16 = 14;
/// Longer names are cut; the bar's own title and the tables have them whole.
const LABEL_SIGNS_MAX: usize = 48;

#[derive(Debug, Clone)]
pub struct Lifeline {
    pub height: i64,
    pub years: Vec<YearMark>,
    pub rows: Vec<LifeRow>,
    /// Where today is.
    pub today_x: i64,
}

#[derive(Debug, Clone)]
pub struct YearMark {
    pub x: i64,
    pub year: i16,
}

#[derive(Debug, Clone)]
pub struct LifeRow {
    pub label: String,
    pub y: i64,
    pub bars: Vec<LifeBar>,
}

#[derive(Debug, Clone)]
pub struct LifeBar {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub tone: &'static str,
    pub title: String,
}

/// Months of one thing, before they have a place.
struct Piece {
    months: MonthSpan,
    tone: &'static str,
    title: String,
}

impl Lifeline {
    /// `None` when there is nothing to draw.
    pub fn new(house: &Office, card: &Card, today: Day) -> Option<Lifeline> {
        let mut rows: Vec<(String, Vec<Piece>)> = Vec::new();
        for (name, piece) in spells(card).into_iter().chain(statuses(house, card)) {
            match rows.iter_mut().find(|row| row.0 == name) {
                Some(row) => row.1.extend(piece),
                None => rows.push((name, piece)),
            }
        }
        let first = rows.iter().flat_map(|row| &row.1).map(|piece| piece.months.from.year()).min()?;
        let scale = Scale::new(first, today);
        let drawn = rows.into_iter().enumerate().map(|(place, (name, pieces))| {
            let y = TOP + ROW * place as i64;
            let bars = pieces.iter().filter_map(|piece| scale.bar(piece, y + (ROW - BAR) / 2));
            LifeRow { label: cut(&name), y: y + ROW / 2 + 4, bars: bars.collect() }
        });
        let rows: Vec<LifeRow> = drawn.filter(|row| !row.bars.is_empty()).collect();
        let height = TOP + ROW * rows.len() as i64 + 6;
        (!rows.is_empty()).then(|| Lifeline { height, years: scale.years(), today_x: scale.x(today.month()), rows })
    }

    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {}", self.height)
    }

    pub fn bottom(&self) -> i64 {
        self.height - 4
    }
}

fn cut(name: &str) -> String {
    match name.chars().count() > LABEL_SIGNS_MAX {
        true => name.chars().take(LABEL_SIGNS_MAX - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

fn spells(card: &Card) -> Vec<(String, Vec<Piece>)> {
    let row = |spell: &office::read::SpellShown| {
        let until = if spell.months.until == Month::NEVER {
            "nay".to_owned()
        } else {
            show_month(spell.months.until.previous())
        };
        let tone = if spell.once { "tone1" } else { "tone0" };
        let title = format!("{}: {} – {until}", spell.group_name, show_month(spell.months.from));
        let pauses = spell.pauses.iter().map(|pause| Piece {
            months: pause.intersect(spell.months),
            tone: "tone-rest",
            title: format!("Tạm dừng từ {}", show_month(pause.from)),
        });
        let whole = Piece { months: spell.months, tone, title };
        (spell.group_name.clone(), std::iter::once(whole).chain(pauses).collect())
    };
    card.spells.iter().map(row).collect()
}

fn statuses(house: &Office, card: &Card) -> Vec<(String, Vec<Piece>)> {
    let months = |span: Span| {
        MonthSpan::new(span.from.month(), span.until.map_or(Month::NEVER, |end| end.previous().month().next()))
    };
    let row = |held: &office::read::HeldStatus| {
        let name = house.law.status_name(&held.status.kind, held.status.grade.as_deref());
        let title = format!("{name}: {}", show_span(held.status.span));
        (name, vec![Piece { months: months(held.status.span), tone: "tone2", title }])
    };
    card.statuses.iter().map(row).collect()
}

fn months_between(from: Month, until: Month) -> i64 {
    i64::from(until.index() - from.index())
}

/// Months as places from left to right; what began before the first year begins at the edge.
struct Scale {
    from: Month,
    until: Month,
}

impl Scale {
    fn new(first: i16, today: Day) -> Scale {
        let last = today.year();
        let first = first.clamp(last - YEARS_MAX, last - 1);
        let january = |year: i16| Month::new(year, 1).expect("every year has a January");
        Scale { from: january(first), until: january(last + 1) }
    }

    fn x(&self, month: Month) -> i64 {
        let place = month.max(self.from).min(self.until);
        LEFT + (RIGHT - LEFT) * months_between(self.from, place) / months_between(self.from, self.until)
    }

    fn bar(&self, piece: &Piece, y: i64) -> Option<LifeBar> {
        let seen = piece.months.intersect(MonthSpan::new(self.from, self.until));
        let (x, end) = (self.x(seen.from), self.x(seen.until));
        let (tone, title) = (piece.tone, piece.title.clone());
        (!seen.is_empty()).then(|| LifeBar { x, y, width: (end - x).max(3), tone, title })
    }

    fn years(&self) -> Vec<YearMark> {
        let years = self.from.year()..=self.until.year();
        let mark = |year: i16| YearMark { x: self.x(Month::new(year, 1).expect("every year has a January")), year };
        years.filter(|year| *year < self.until.year()).map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(from: &str, until: Option<&str>) -> Piece {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let months = MonthSpan::new(month(from), until.map_or(Month::NEVER, month));
        Piece { months, tone: "tone0", title: String::new() }
    }

    #[test]
    fn a_bar_without_an_end_reaches_the_edge_and_one_long_over_is_not_drawn() {
        let scale = Scale::new(2018, "2021-04-28".parse().unwrap());
        let open = scale.bar(&piece("2019-01", None), 0).unwrap();
        assert_eq!((open.x, open.x + open.width), (scale.x("2019-01".parse().unwrap()), RIGHT));
        assert!(scale.bar(&piece("2001-01", Some("2010-01")), 0).is_none());
        let old = scale.bar(&piece("2001-01", Some("2019-01")), 0).unwrap();
        assert_eq!(old.x, LEFT);
        assert_eq!(scale.years().iter().map(|mark| mark.year).collect::<Vec<_>>(), [2018, 2019, 2020, 2021]);
    }
}
