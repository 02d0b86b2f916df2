//! A tree of XML elements and the zip package that carries it. Knows nothing of documents.

use std::io::{Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use zip::write::SimpleFileOptions;

/// An element with its attributes, inner elements and text, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    inner: Vec<Inner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Inner {
    Element(Element),
    Text(String),
}

pub fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), inner: Vec::new() }
}

impl Element {
    pub fn with(mut self, attribute: &'static str, value: impl ToString) -> Element {
        self.attributes.push((attribute, value.to_string()));
        self
    }

    pub fn child(mut self, child: Element) -> Element {
        self.inner.push(Inner::Element(child));
        self
    }

    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.inner.extend(children.into_iter().map(Inner::Element));
        self
    }

    pub fn text(mut self, text: &str) -> Element {
        self.inner.push(Inner::Text(printable(text)));
        self
    }

    /// The whole XML file with this element as its root.
    pub fn to_file(&self) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new());
        put(&mut writer, Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        self.write(&mut writer);
        writer.into_inner()
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) {
        let mut start = BytesStart::new(self.name);
        start.extend_attributes(self.attributes.iter().map(|(name, value)| (*name, value.as_str())));
        if self.inner.is_empty() {
            return put(writer, Event::Empty(start));
        }
        put(writer, Event::Start(start));
        for inner in &self.inner {
            match inner {
                Inner::Element(element) => element.write(writer),
                Inner::Text(text) => put(writer, Event::Text(BytesText::new(text))),
            }
        }
        put(writer, Event::End(BytesEnd::new(self.name)));
    }
}

fn put(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    writer.write_event(event).expect("writing to memory does not fail");
}

/// Line ends and tabs become spaces; the other control characters, which XML cannot hold even when escaped and for
/// which Word refuses the whole file, are left out.
fn printable(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_whitespace() && c.is_control() { ' ' } else { c });
    visible.filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

/// A zip package of `parts` by path. Entries carry zip's own first day, so equal parts give equal bytes.
pub fn package(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (path, bytes) in parts {
        zip.start_file(*path, options).expect("a part has a plain path and opens in memory");
        zip.write_all(bytes).expect("writing to memory does not fail");
    }
    zip.finish().expect("writing to memory does not fail").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_are_left_out() {
        let file = element("a").with("b", "\"<").text("x <\ny & z\u{7}").to_file();
        assert_eq!(
            String::from_utf8(file).unwrap(),
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a b="&quot;&lt;">x &lt; y &amp; z</a>"#
        );
    }
}
