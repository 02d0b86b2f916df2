//! The files a page needs, carried inside the program: a page never asks another machine for anything.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// Ten minutes: the name of a file does not change with its contents, so the tag decides after that.
const KEEP: &str = "public, max-age=600";

pub async fn file(Path(name): Path<String>, asked: HeaderMap) -> Response {
    send(&name, &asked)
}

/// Browsers ask for this name without being told to.
pub async fn favicon(asked: HeaderMap) -> Response {
    send("favicon.svg", &asked)
}

fn send(name: &str, asked: &HeaderMap) -> Response {
    let Some(file) = Assets::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let hash: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEEP.to_owned()), (header::ETAG, tag)];
    (headers, file.data.into_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block that is not closed swallows all rules after it without a word, and they hold for some windows only.
    #[test]
    fn every_block_of_the_style_sheet_is_closed_before_the_next_media_rule() {
        let sheet = Assets::get("ansinh.css").unwrap().data;
        let mut depth = 0;
        for (place, line) in std::str::from_utf8(&sheet).unwrap().lines().enumerate() {
            assert!(!line.starts_with("@media") || depth == 0, "line {}: a block before it is open", place + 1);
            depth += line.matches('{').count() as i64 - line.matches('}').count() as i64;
            assert!(depth >= 0, "line {}: nothing is open", place + 1);
        }
        assert_eq!(depth, 0);
    }
}
