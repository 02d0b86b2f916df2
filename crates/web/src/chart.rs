//! A bar chart as lines and rectangles. The amounts stand in a table beside it; here they only become heights.

use domain::kernel::Dong;

const WIDTH: i64 = 640;
const LEFT: i64 = 62;
const RIGHT: i64 = 632;
const TOP: i64 = 12;
const BOTTOM: i64 = 186;
const STEPS: i64 = 4;

/// Money by month, one bar for each series.
#[derive(Debug, Clone)]
pub struct Chart {
    pub title: String,
    pub series: Vec<String>,
    pub rows: Vec<ChartRow>,
    pub bars: Vec<Bar>,
    pub lines: Vec<Line>,
    pub labels: Vec<Label>,
}

#[derive(Debug, Clone)]
pub struct ChartRow {
    pub month: String,
    /// `None` where there is no approved roll of the month.
    pub amounts: Vec<Option<Dong>>,
}

#[derive(Debug, Clone)]
pub struct Bar {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub series: usize,
    pub title: String,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub y: i64,
    pub label: String,
}

#[derive(Debug, Clone)]
pub struct Label {
    pub x: i64,
    pub text: String,
}

impl Chart {
    pub fn new(title: impl Into<String>, series: Vec<String>, rows: Vec<ChartRow>) -> Chart {
        let highest = rows.iter().flat_map(|row| row.amounts.iter().flatten()).map(|amount| amount.0).max();
        let scale = Scale::reaching(highest.unwrap_or_default());
        let slot = (RIGHT - LEFT) / (rows.len().max(1) as i64);
        let width = (slot * 7 / 10 / series.len().max(1) as i64).clamp(2, 34);
        let margin = (slot - width * series.len() as i64) / 2;
        let bar = |(place, row): (usize, &ChartRow)| -> Vec<Bar> {
            let begin = LEFT + slot * place as i64 + margin;
            let drawn = row.amounts.iter().enumerate().filter_map(|(number, amount)| {
                let amount = (*amount)?;
                let height = scale.height(amount);
                let title = format!("{}, tháng {}: {amount}", series[number], row.month);
                Some(Bar { x: begin + width * number as i64, y: BOTTOM - height, width, height, series: number, title })
            });
            drawn.collect()
        };
        let bars = rows.iter().enumerate().flat_map(bar).collect();
        let middle = |place: usize| LEFT + slot * place as i64 + slot / 2;
        let label = |(place, row): (usize, &ChartRow)| Label { x: middle(place), text: row.month.clone() };
        let labels = rows.iter().enumerate().map(label).collect();
        Chart { title: title.into(), bars, lines: scale.lines(), labels, series, rows }
    }

    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} 210")
    }
}

/// The height of the chart in đồng: a round number not below the highest bar.
struct Scale(i64);

impl Scale {
    fn reaching(highest: i64) -> Scale {
        let mut unit = STEPS;
        while unit < i64::MAX / 100 {
            for step in [1, 2, 5] {
                if highest <= unit * step {
                    return Scale(unit * step);
                }
            }
            unit *= 10;
        }
        Scale(highest)
    }

    fn height(&self, amount: Dong) -> i64 {
        let tall = i128::from(amount.0.max(0)) * i128::from(BOTTOM - TOP) / i128::from(self.0.max(1));
        tall as i64
    }

    fn lines(&self) -> Vec<Line> {
        let line = |step| {
            let amount = self.0 / STEPS * step;
            Line { y: BOTTOM - self.height(Dong(amount)), label: short(amount) }
        };
        (0..=STEPS).map(line).collect()
    }
}

/// `500 triệu`, `1,5 tỷ`: only for the scale of a chart, whose steps are round.
fn short(amount: i64) -> String {
    let tenths = |unit: i64, name: &str| {
        let (whole, tenth) = (amount / unit, amount % unit * 10 / unit);
        if tenth == 0 { format!("{whole} {name}") } else { format!("{whole},{tenth} {name}") }
    };
    match amount {
        0 => "0".to_owned(),
        1_000_000_000.. => tenths(1_000_000_000, "tỷ"),
        1_000_000.. => tenths(1_000_000, "triệu"),
        _ => Dong(amount).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_reaches_just_above_the_highest_bar() {
        let chart = |amount| {
            let rows = vec![ChartRow { month: "01/2021".to_owned(), amounts: vec![Some(Dong(amount))] }];
            Chart::new("", vec!["A".to_owned()], rows)
        };
        let top = |amount| chart(amount).lines.last().map(|line| line.label.clone()).unwrap();
        assert_eq!(top(3_712_500_000), "4 tỷ");
        assert_eq!(top(4_500_000_000), "8 tỷ");
        assert_eq!(top(270_000_000), "400 triệu");
        assert!(chart(3_712_500_000).bars[0].height <= BOTTOM - TOP);
    }

    #[test]
    fn a_month_without_a_roll_has_no_bar() {
        let rows = vec![ChartRow { month: "01/2021".to_owned(), amounts: vec![None, Some(Dong(5))] }];
        let chart = Chart::new("", vec!["A".to_owned(), "B".to_owned()], rows);
        assert_eq!(chart.bars.len(), 1);
        assert_eq!(chart.bars[0].series, 1);
    }
}
