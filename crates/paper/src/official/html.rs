//! The official paper as one web page that stands alone: it asks for nothing from outside and prints on A4.

use std::collections::BTreeSet;

use super::{Align, Block, MOTTO, NATION, OfficialDocument, Run, Table, composed, receiver_lines, roman};

const STYLE: &str = include_str!("paper.css");

/// The paper as a page; its figures are marked with their ids.
pub fn to_html(document: &OfficialDocument) -> String {
    to_html_linked(document, &|_| None)
}

/// The paper as a page; `link` gives the address that opens a figure, by the figure's id.
pub fn to_html_linked(document: &OfficialDocument, link: &dyn Fn(&str) -> Option<String>) -> String {
    let mut page = Page { out: String::new(), link, marked: BTreeSet::new() };
    let title = escape(&format!("{} {}", document.kind, document.subject));
    page.push(&format!(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    ));
    page.head(document);
    for block in document.body_to_its_end() {
        page.block(&block);
    }
    page.closing(document);
    page.annexes(document);
    page.push("</main>\n</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    out: String,
    link: &'a dyn Fn(&str) -> Option<String>,
    /// Figures already marked: an id may stand on a page once only.
    marked: BTreeSet<String>,
}

impl Page<'_> {
    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// `<tag class>text</tag>` on its own line.
    fn line(&mut self, tag: &str, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.push(&format!("<{tag}{class}>{}</{tag}>\n", escape(text)));
    }

    fn head(&mut self, document: &OfficialDocument) {
        self.push("<header>\n<div class=\"head\">\n<div class=\"organ\">\n");
        if let Some(superior) = &document.superior {
            self.line("p", "", superior);
        }
        self.push(&format!(
            "<p class=\"ruled\"><b>{}</b></p>\n</div>\n<div class=\"nation\">\n",
            escape(&document.organ)
        ));
        self.push(&format!("<p><b>{NATION}</b></p>\n<p class=\"motto ruled\"><b>{MOTTO}</b></p>\n</div>\n"));
        self.line("p", "number", &document.number.shown());
        self.line("p", "date", &document.place_and_date());
        self.push("</div>\n<div class=\"title\">\n");
        self.line("h1", "", &document.kind.to_uppercase());
        self.push(&format!("<p class=\"ruled\"><b>{}</b></p>\n</div>\n", escape(&document.subject)));
        self.addressees(&document.addressees);
        self.push("</header>\n");
    }

    fn addressees(&mut self, names: &[String]) {
        match names {
            [] => {}
            [name] => self.push(&format!("<div class=\"to\"><p>Kính gửi: {}.</p></div>\n", escape(name))),
            names => {
                self.push("<div class=\"to\"><p>Kính gửi:</p>\n<ul>\n");
                receiver_lines(names).iter().for_each(|name| self.line("li", "", name));
                self.push("</ul></div>\n");
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Part { number, title } => {
                let title = escape(&title.to_uppercase());
                self.push(&format!("<h2 class=\"part\">Phần {}<br>{title}</h2>\n", roman(*number)));
            }
            Block::Heading(text) => self.line("h3", "", text),
            Block::Clause(text) => self.line("h4", "", text),
            Block::Paragraph(runs) => self.paragraph("<p>", runs),
            Block::Bullet(runs) => self.paragraph("<p>- ", runs),
            Block::Note(runs) => self.paragraph("<p class=\"note\">", runs),
            Block::Table(table) => self.table(table),
        }
    }

    fn paragraph(&mut self, opening: &str, runs: &[Run]) {
        self.push(opening);
        for run in runs {
            let html = self.run(run);
            self.push(&html);
        }
        self.push("</p>\n");
    }

    fn run(&mut self, run: &Run) -> String {
        match run {
            Run::Text { text, bold, italic } => {
                let (b, end_b) = if *bold { ("<b>", "</b>") } else { ("", "") };
                let (i, end_i) = if *italic { ("<i>", "</i>") } else { ("", "") };
                format!("{b}{i}{}{end_i}{end_b}", escape(text))
            }
            Run::Figure { text, id } => self.figure(text, id),
        }
    }

    fn figure(&mut self, text: &str, id: &str) -> String {
        let mark = match self.marked.insert(id.to_owned()) {
            true => format!(" id=\"{}\"", escape(id)),
            false => String::new(),
        };
        match (self.link)(id) {
            Some(address) => format!("<a class=\"figure\"{mark} href=\"{}\">{}</a>", escape(&address), escape(text)),
            None => format!("<span class=\"figure\"{mark}>{}</span>", escape(text)),
        }
    }

    fn table(&mut self, table: &Table) {
        // A wide table scrolls inside its own frame; the frame takes the keyboard so that arrows can move it.
        self.push("<div class=\"scroll\" tabindex=\"0\">\n<table>\n");
        if let Some(caption) = &table.caption {
            self.line("caption", "", caption);
        }
        self.columns(table);
        self.push("<tbody>\n");
        for row in &table.rows {
            self.push(if row.bold { "<tr class=\"total\">" } else { "<tr>" });
            for (column, run) in table.columns.iter().zip(&row.cells) {
                let cell = self.run(run);
                self.push(&format!("<td{}>{cell}</td>", class_of(column.align)));
            }
            self.push("</tr>\n");
        }
        self.push("</tbody>\n</table>\n</div>\n");
    }

    fn columns(&mut self, table: &Table) {
        let whole = table.columns.iter().map(|column| column.width).sum::<u32>().max(1);
        self.push("<colgroup>");
        for column in &table.columns {
            self.push(&format!("<col style=\"width:{}%\">", column.width * 100 / whole));
        }
        self.push("</colgroup>\n<thead><tr>");
        for column in &table.columns {
            self.push(&format!("<th scope=\"col\">{}</th>", escape(&column.title)));
        }
        self.push("</tr></thead>\n");
    }

    fn closing(&mut self, document: &OfficialDocument) {
        self.push("<footer class=\"closing\">\n<div class=\"receivers\">\n");
        if !document.receivers.is_empty() {
            self.line("p", "label", "Nơi nhận:");
            receiver_lines(&document.receivers).iter().for_each(|line| self.line("p", "", line));
        }
        self.push("</div>\n<div class=\"signature\">\n");
        document.signer.authority.iter().for_each(|line| self.line("p", "", line));
        self.line("p", "name", document.signer.name.as_deref().unwrap_or(""));
        self.push("</div>\n</footer>\n");
    }

    fn annexes(&mut self, document: &OfficialDocument) {
        for (place, annex) in document.annexes.iter().enumerate() {
            self.push("<section class=\"annex\">\n");
            let heading = escape(&document.annex_heading(place));
            self.push(&format!("<h2 class=\"part\">{heading}<br>{}</h2>\n", escape(&annex.title)));
            self.line("p", "belongs", &document.annex_belongs());
            annex.body.iter().for_each(|block| self.block(block));
            self.push("</section>\n");
        }
    }
}

fn class_of(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Centre => " class=\"centre\"",
        Align::Right => " class=\"right\"",
    }
}

fn escape(text: &str) -> String {
    composed(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
