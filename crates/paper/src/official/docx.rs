//! The official paper as WordprocessingML: page, styles and parts as Phụ lục I of Nghị định 30/2020/NĐ-CP sets them.
//!
//! Lengths are twentieths of a point ("twips") and font sizes half points, as the format wants them.

use super::{
    Align, Annex, Block, MOTTO, NATION, OfficialDocument, Run, Table, TableRow, composed, receiver_lines, roman,
};
use crate::xml::{Element, element, package};

/// A4 less 30 mm left and 15 mm right: the 165 mm that text can use.
const TEXT_WIDTH: u32 = 9354;
/// The organ's column and the nation's column of the head. The nation's line at 12 pt bold needs 60 % of the width.
const HEAD_COLUMNS: [u32; 2] = [3742, 5612];
const HALF: u32 = TEXT_WIDTH / 2;
const ONE_CENTIMETRE: u32 = 567;
/// How long the motto is in 13 pt bold Times New Roman; the rule under it has exactly this length.
const MOTTO_LENGTH: u32 = 3172;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";

/// The paper as a .docx file.
pub fn to_docx(document: &OfficialDocument) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", content_types().to_file()),
        ("_rels/.rels", relations(&[("rId1", "officeDocument", "word/document.xml")]).to_file()),
        ("word/_rels/document.xml.rels", document_relations().to_file()),
        ("word/document.xml", body(document).to_file()),
        ("word/header1.xml", header(None).to_file()),
        ("word/header2.xml", header(Some(page_number())).to_file()),
        ("word/styles.xml", styles().to_file()),
    ])
}

fn body(document: &OfficialDocument) -> Element {
    let body = element("w:body")
        .child(head(document))
        .children(title(document))
        .children(addressees(&document.addressees))
        .children(text(document))
        .child(closing(document))
        .children(document.annexes.iter().enumerate().flat_map(|(place, one)| annex(document, place, one)))
        // A file must not end with a table; this line is too small to push a page.
        .child(spacer(0))
        .child(section());
    element("w:document").with("xmlns:w", MAIN).with("xmlns:r", RELATION).child(body)
}

/// The body. Its last paragraph stays with the signature, which must not stand on a page without words.
fn text(document: &OfficialDocument) -> Vec<Element> {
    let blocks = document.body_to_its_end();
    let (before, last) = blocks.split_at(blocks.len().saturating_sub(1));
    let last = last.iter().flat_map(|block| match block {
        Block::Paragraph(runs) => vec![styled("NoiDung").keep().runs(runs).element()],
        Block::Bullet(runs) => vec![bullet(runs).keep().element()],
        other => self::block(other),
    });
    before.iter().flat_map(block).chain(last).chain([Paragraph::new().keep().element()]).collect()
}

fn section() -> Element {
    let header = |kind: &str, id: &str| element("w:headerReference").with("w:type", kind).with("r:id", id);
    let margins = element("w:pgMar")
        .with("w:top", 1134)
        .with("w:right", 850)
        .with("w:bottom", 850)
        .with("w:left", 1701)
        .with("w:header", 567)
        .with("w:footer", 425)
        .with("w:gutter", 0);
    element("w:sectPr")
        .child(header("first", "rId2"))
        .child(header("default", "rId3"))
        .child(element("w:pgSz").with("w:w", 11906).with("w:h", 16838))
        .child(margins)
        .child(element("w:pgNumType").with("w:start", 1))
        .child(element("w:titlePg"))
}

/// Organ and number on the left, nation, motto and date on the right.
fn head(document: &OfficialDocument) -> Element {
    let superior = document.superior.iter().map(|name| centred(12).run(name, Look::PLAIN).element());
    let organ = [
        centred(12).run(&document.organ, Look::BOLD).element(),
        rule(HEAD_COLUMNS[0], length_of(&document.organ, 8).min(HEAD_COLUMNS[0]) * 2 / 5),
    ];
    let nation = [
        centred(12).run(NATION, Look::BOLD).element(),
        centred(13).run(MOTTO, Look::BOLD).element(),
        rule(HEAD_COLUMNS[1], MOTTO_LENGTH),
    ];
    let number = centred(13).before(120).run(&document.number.shown(), Look::PLAIN).element();
    let date = centred(13).before(120).run(&document.place_and_date(), Look::ITALIC).element();
    borderless(HEAD_COLUMNS)
        .child(row([cell(HEAD_COLUMNS[0], superior.chain(organ)), cell(HEAD_COLUMNS[1], nation)]))
        .child(row([cell(HEAD_COLUMNS[0], [number]), cell(HEAD_COLUMNS[1], [date])]))
}

fn title(document: &OfficialDocument) -> [Element; 4] {
    [
        centred(14).before(240).run(&document.kind.to_uppercase(), Look::BOLD).element(),
        centred(14).run(&document.subject, Look::BOLD).element(),
        rule(TEXT_WIDTH, length_of(&document.subject, 7).min(TEXT_WIDTH) * 2 / 5),
        spacer(200),
    ]
}

/// One addressee stands on the line of `Kính gửi`; several stand under it, each on its own line.
fn addressees(names: &[String]) -> Vec<Element> {
    match names {
        [] => Vec::new(),
        [name] => vec![centred(14).before(60).after(120).run(&format!("Kính gửi: {name}."), Look::PLAIN).element()],
        names => {
            let greeting = Paragraph::new().indent(4 * ONE_CENTIMETRE).run("Kính gửi:", Look::PLAIN);
            let line = |text: &String| Paragraph::new().indent(6 * ONE_CENTIMETRE).run(text, Look::PLAIN).element();
            let mut lines = vec![greeting.element()];
            lines.extend(receiver_lines(names).iter().map(line));
            lines.push(Paragraph::new().element());
            lines
        }
    }
}

fn block(block: &Block) -> Vec<Element> {
    match block {
        Block::Part { number, title } => vec![
            centred(14).before(120).keep().run(&format!("Phần {}", roman(*number)), Look::BOLD).element(),
            centred(14).after(120).keep().run(&title.to_uppercase(), Look::BOLD).element(),
        ],
        Block::Heading(text) => vec![styled("Muc").run(text, Look::PLAIN).element()],
        Block::Clause(text) => vec![styled("Khoan").run(text, Look::PLAIN).element()],
        Block::Paragraph(runs) => vec![styled("NoiDung").runs(runs).element()],
        Block::Bullet(runs) => vec![bullet(runs).element()],
        Block::Note(runs) => vec![styled("GhiChu").runs(runs).element()],
        Block::Table(one) => table(one),
    }
}

fn bullet(runs: &[Run]) -> Paragraph {
    styled("NoiDung").run("- ", Look::PLAIN).runs(runs)
}

fn table(table: &Table) -> Vec<Element> {
    let widths = column_widths(table);
    let caption = |text| Paragraph::new().centre().before(120).after(60).keep().run(text, Look::BOLD.at(13)).element();
    let grid = element("w:tblGrid").children(widths.iter().map(|width| element("w:gridCol").with("w:w", width)));
    let rows = table.rows.iter().enumerate().map(|(place, row)| {
        // A total never stands alone at the top of a page.
        let before_total = table.rows.get(place + 1).is_some_and(|next| next.bold && !row.bold);
        body_row(table, &widths, row, before_total)
    });
    let ruled =
        element("w:tbl").child(table_properties("Bang")).child(grid).child(header_row(table, &widths)).children(rows);
    table.caption.iter().map(|text| caption(text)).chain([ruled, spacer(80)]).collect()
}

/// The row that is repeated at the top of every page.
fn header_row(table: &Table, widths: &[u32]) -> Element {
    let title = |text: &str| centred(12).keep().run(text, Look::BOLD).element();
    let cells = table.columns.iter().zip(widths).map(|(column, width)| cell(*width, [title(&column.title)]));
    table_row(element("w:trPr").child(element("w:cantSplit")).child(element("w:tblHeader"))).children(cells)
}

fn body_row(table: &Table, widths: &[u32], row: &TableRow, keep_with_next: bool) -> Element {
    let look = if row.bold { Look::BOLD } else { Look::PLAIN };
    let no_words = Run::plain("");
    let cells = table.columns.iter().zip(widths).enumerate().map(|(place, (column, width))| {
        let words = row.cells.get(place).unwrap_or(&no_words);
        let paragraph = match column.align {
            Align::Left => Paragraph::new(),
            Align::Centre => Paragraph::new().centre(),
            Align::Right => Paragraph::new().right(),
        };
        let paragraph = Paragraph { size: Some(12), keep_with_next, ..paragraph };
        cell(*width, [paragraph.run_like(words, look).element()])
    });
    table_row(element("w:trPr").child(element("w:cantSplit"))).children(cells)
}

/// The shares of the columns as lengths that add up to the whole width.
fn column_widths(table: &Table) -> Vec<u32> {
    let whole = table.columns.iter().map(|column| column.width).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table.columns.iter().map(|column| TEXT_WIDTH * column.width / whole).collect();
    let given = widths.iter().sum::<u32>();
    if let Some(last) = widths.last_mut() {
        *last += TEXT_WIDTH.saturating_sub(given);
    }
    widths
}

/// `Nơi nhận` on the left, level with the signature on the right.
fn closing(document: &OfficialDocument) -> Element {
    let small = |text: &String| Paragraph::new().run(text, Look::PLAIN.at(11)).element();
    let title = Paragraph::new().run("Nơi nhận:", Look { bold: true, italic: true, size: Some(12) }).element();
    let receivers = [title].into_iter().chain(receiver_lines(&document.receivers).iter().map(small)).collect();
    let receivers: Vec<Element> = if document.receivers.is_empty() { vec![spacer(0)] } else { receivers };
    let authority = document.signer.authority.iter().map(|line| centred(14).run(line, Look::BOLD).element());
    let room = (0..4).map(|_| centred(14).element());
    let name = centred(14).run(document.signer.name.as_deref().unwrap_or(""), Look::BOLD).element();
    borderless([HALF, TEXT_WIDTH - HALF])
        .child(row([cell(HALF, receivers), cell(TEXT_WIDTH - HALF, authority.chain(room).chain([name]))]))
}

/// A page after the signature: heading, title, the paper it belongs to, its blocks.
fn annex(document: &OfficialDocument, place: usize, annex: &Annex) -> Vec<Element> {
    let heading = Paragraph { new_page: true, ..centred(14).keep() };
    let mut elements = vec![
        heading.run(&document.annex_heading(place), Look::BOLD).element(),
        centred(14).keep().run(&annex.title, Look::BOLD).element(),
        centred(14).after(120).keep().run(&document.annex_belongs(), Look::ITALIC).element(),
    ];
    elements.extend(annex.body.iter().flat_map(block));
    elements
}

fn borderless(columns: [u32; 2]) -> Element {
    let grid = element("w:tblGrid").children(columns.map(|width| element("w:gridCol").with("w:w", width)));
    element("w:tbl").child(table_properties("KhongKe")).child(grid)
}

fn table_properties(style: &str) -> Element {
    element("w:tblPr")
        .child(element("w:tblStyle").with("w:val", style))
        .child(element("w:tblW").with("w:w", TEXT_WIDTH).with("w:type", "dxa"))
        .child(element("w:jc").with("w:val", "center"))
        .child(element("w:tblLayout").with("w:type", "fixed"))
}

fn row(cells: [Element; 2]) -> Element {
    table_row(element("w:trPr").child(element("w:cantSplit"))).children(cells)
}

fn table_row(properties: Element) -> Element {
    element("w:tr").child(properties)
}

fn cell(width: u32, paragraphs: impl IntoIterator<Item = Element>) -> Element {
    let properties = element("w:tcPr").child(element("w:tcW").with("w:w", width).with("w:type", "dxa"));
    element("w:tc").child(properties).children(paragraphs)
}

/// A line of `length` in the middle of `room`: the top border of a paragraph too low to be seen.
fn rule(room: u32, length: u32) -> Element {
    let border = element("w:top").with("w:val", "single").with("w:sz", 6).with("w:space", 1).with("w:color", "auto");
    let indent = room.saturating_sub(length) / 2;
    let properties = element("w:pPr")
        .child(element("w:pBdr").child(border))
        .child(
            element("w:spacing").with("w:before", 20).with("w:after", 0).with("w:line", 20).with("w:lineRule", "exact"),
        )
        .child(element("w:ind").with("w:left", indent).with("w:right", indent));
    element("w:p").child(properties)
}

/// A line too low to be seen with room below it.
fn spacer(room: u32) -> Element {
    let spacing = element("w:spacing").with("w:after", room).with("w:line", 20).with("w:lineRule", "exact");
    element("w:p").child(element("w:pPr").child(spacing))
}

/// About how long a bold line is, from the usual width of a letter in points.
fn length_of(text: &str, points_each: u32) -> u32 {
    let letters = u32::try_from(composed(text).chars().count()).unwrap_or(u32::MAX / 1000);
    letters * points_each * 20
}

/// How a run differs from its paragraph's style.
#[derive(Debug, Clone, Copy)]
struct Look {
    bold: bool,
    italic: bool,
    size: Option<u32>,
}

impl Look {
    const PLAIN: Look = Look { bold: false, italic: false, size: None };
    const BOLD: Look = Look { bold: true, italic: false, size: None };
    const ITALIC: Look = Look { bold: false, italic: true, size: None };

    fn at(self, points: u32) -> Look {
        Look { size: Some(points), ..self }
    }
}

/// A paragraph in the making. Its properties are kept apart because the format fixes their order.
#[derive(Debug, Default)]
struct Paragraph {
    style: Option<&'static str>,
    keep_with_next: bool,
    new_page: bool,
    before: u32,
    after: u32,
    indent: u32,
    justification: Option<&'static str>,
    size: Option<u32>,
    runs: Vec<Element>,
}

fn centred(points: u32) -> Paragraph {
    Paragraph { size: Some(points), ..Paragraph::new().centre() }
}

fn styled(style: &'static str) -> Paragraph {
    Paragraph { style: Some(style), ..Paragraph::default() }
}

impl Paragraph {
    fn new() -> Paragraph {
        Paragraph::default()
    }

    fn centre(self) -> Paragraph {
        Paragraph { justification: Some("center"), ..self }
    }

    fn right(self) -> Paragraph {
        Paragraph { justification: Some("right"), ..self }
    }

    fn before(self, before: u32) -> Paragraph {
        Paragraph { before, ..self }
    }

    fn after(self, after: u32) -> Paragraph {
        Paragraph { after, ..self }
    }

    fn indent(self, indent: u32) -> Paragraph {
        Paragraph { indent, ..self }
    }

    fn keep(self) -> Paragraph {
        Paragraph { keep_with_next: true, ..self }
    }

    fn run(mut self, text: &str, look: Look) -> Paragraph {
        let look = Look { size: look.size.or(self.size), ..look };
        if !text.is_empty() {
            self.runs.push(run(text, look));
        }
        self
    }

    /// The run's words with its own weight, or the heavier of `look`.
    fn run_like(self, words: &Run, look: Look) -> Paragraph {
        match words {
            Run::Text { text, bold, italic } => {
                self.run(text, Look { bold: look.bold || *bold, italic: look.italic || *italic, ..look })
            }
            Run::Figure { text, .. } => self.run(text, look),
        }
    }

    fn runs(self, runs: &[Run]) -> Paragraph {
        runs.iter().fold(self, |paragraph, words| paragraph.run_like(words, Look::PLAIN))
    }

    fn element(self) -> Element {
        let mut properties = element("w:pPr");
        if let Some(style) = self.style {
            properties = properties.child(element("w:pStyle").with("w:val", style));
        }
        if self.keep_with_next {
            properties = properties.child(element("w:keepNext"));
        }
        if self.new_page {
            properties = properties.child(element("w:pageBreakBefore"));
        }
        if self.style.is_none() {
            properties =
                properties.child(element("w:spacing").with("w:before", self.before).with("w:after", self.after));
        }
        if self.indent > 0 {
            properties = properties.child(element("w:ind").with("w:left", self.indent));
        }
        if let Some(justification) = self.justification {
            properties = properties.child(element("w:jc").with("w:val", justification));
        }
        // The paragraph's own mark is a letter too: at 14 pt it would stretch an empty cell of a 12 pt table.
        if let Some(points) = self.size {
            properties = properties.child(element("w:rPr").child(font_size(points)));
        }
        element("w:p").child(properties).children(self.runs)
    }
}

fn run(text: &str, look: Look) -> Element {
    let mut properties = element("w:rPr");
    if look.bold {
        properties = properties.child(element("w:b"));
    }
    if look.italic {
        properties = properties.child(element("w:i"));
    }
    if let Some(points) = look.size {
        properties = properties.child(font_size(points));
    }
    let words = element("w:t").with("xml:space", "preserve").text(&composed(text));
    element("w:r").child(properties).child(words)
}

fn font_size(points: u32) -> Element {
    element("w:sz").with("w:val", points * 2)
}

fn page_number() -> Element {
    let field = element("w:fldSimple").with("w:instr", "PAGE").child(run("2", Look::PLAIN.at(13)));
    element("w:p").child(element("w:pPr").child(element("w:jc").with("w:val", "center"))).child(field)
}

fn header(number: Option<Element>) -> Element {
    element("w:hdr").with("xmlns:w", MAIN).child(number.unwrap_or_else(|| element("w:p")))
}

fn styles() -> Element {
    let font = element("w:rFonts")
        .with("w:ascii", "Times New Roman")
        .with("w:hAnsi", "Times New Roman")
        .with("w:eastAsia", "Times New Roman")
        .with("w:cs", "Times New Roman");
    let language = element("w:lang").with("w:val", "vi-VN").with("w:eastAsia", "vi-VN");
    let letters = element("w:rPr").child(font).child(font_size(14)).child(language);
    let defaults = element("w:docDefaults")
        .child(element("w:rPrDefault").child(letters))
        .child(element("w:pPrDefault").child(element("w:pPr").child(spacing(0, 0))));
    element("w:styles")
        .with("xmlns:w", MAIN)
        .child(defaults)
        .child(paragraph_style("Normal", "Normal").with("w:default", 1))
        .child(paragraph_style("NoiDung", "Nội dung").child(text_paragraph(false)))
        .child(paragraph_style("Muc", "Mục").child(text_paragraph(true)).child(bold_letters()))
        .child(paragraph_style("Khoan", "Khoản").child(text_paragraph(true)).child(bold_letters()))
        .child(paragraph_style("GhiChu", "Ghi chú").child(text_paragraph(false)).child(note_letters()))
        .child(table_style("KhongKe", "Không kẻ", element("w:tblBorders")))
        .child(table_style("Bang", "Bảng", borders()))
}

fn paragraph_style(id: &'static str, name: &str) -> Element {
    element("w:style").with("w:type", "paragraph").with("w:styleId", id).child(element("w:name").with("w:val", name))
}

/// Justified, first line in by 1 cm, 6 pt between paragraphs; a heading never stays alone at the foot of a page.
fn text_paragraph(heading: bool) -> Element {
    let mut properties = element("w:pPr");
    if heading {
        properties = properties.child(element("w:keepNext"));
    }
    properties
        .child(spacing(60, 60))
        .child(element("w:ind").with("w:firstLine", ONE_CENTIMETRE))
        .child(element("w:jc").with("w:val", "both"))
}

/// Lines 1.05 apart: between single and one and a half, as the decree allows.
fn spacing(before: u32, after: u32) -> Element {
    element("w:spacing").with("w:before", before).with("w:after", after).with("w:line", 252).with("w:lineRule", "auto")
}

fn bold_letters() -> Element {
    element("w:rPr").child(element("w:b"))
}

fn note_letters() -> Element {
    element("w:rPr").child(element("w:i")).child(font_size(12))
}

fn table_style(id: &str, name: &str, borders: Element) -> Element {
    let side = if id == "Bang" { 57 } else { 0 };
    let margin = |edge: &'static str| element(edge).with("w:w", side).with("w:type", "dxa");
    let margins = element("w:tblCellMar").child(margin("w:left")).child(margin("w:right"));
    element("w:style")
        .with("w:type", "table")
        .with("w:styleId", id)
        .child(element("w:name").with("w:val", name))
        .child(element("w:tblPr").child(borders).child(margins))
}

fn borders() -> Element {
    let edges = ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"];
    let line = |edge| element(edge).with("w:val", "single").with("w:sz", 4).with("w:space", 0).with("w:color", "auto");
    element("w:tblBorders").children(edges.map(line))
}

fn content_types() -> Element {
    let default =
        |extension: &str, kind: &str| element("Default").with("Extension", extension).with("ContentType", kind);
    let part = |path: &str, kind: &str| {
        let kind = format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml");
        element("Override").with("PartName", path).with("ContentType", kind)
    };
    element("Types")
        .with("xmlns", CONTENT_TYPES)
        .child(default("rels", "application/vnd.openxmlformats-package.relationships+xml"))
        .child(default("xml", "application/xml"))
        .child(part("/word/document.xml", "document.main"))
        .child(part("/word/header1.xml", "header"))
        .child(part("/word/header2.xml", "header"))
        .child(part("/word/styles.xml", "styles"))
}

fn document_relations() -> Element {
    relations(&[("rId1", "styles", "styles.xml"), ("rId2", "header", "header1.xml"), ("rId3", "header", "header2.xml")])
}

fn relations(list: &[(&str, &str, &str)]) -> Element {
    element("Relationships").with("xmlns", PACKAGE_RELATIONS).children(list.iter().map(|(id, kind, target)| {
        element("Relationship").with("Id", id).with("Type", format!("{RELATION}/{kind}")).with("Target", target)
    }))
}
