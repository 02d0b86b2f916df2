//! Which word somebody may have meant who typed another.

/// Whether `typed` may mean `word`: they sound alike, or one letter is missing, too many, wrong or swapped with its
/// neighbour. Both are folded. Words with digits mean themselves only, and two letters are too few to guess from.
pub fn may_mean(typed: &str, word: &str) -> bool {
    if typed == word {
        return true;
    }
    let is_plain = |text: &str| text.len() >= 2 && !text.bytes().any(|byte| byte.is_ascii_digit());
    if !is_plain(typed) || !is_plain(word) || typed.len().abs_diff(word.len()) > LENGTH_APART {
        return false;
    }
    (typed.len() >= 3 && is_one_slip(typed.as_bytes(), word.as_bytes())) || sound(typed) == sound(word)
}

/// `ngh` and `n` sound alike and are two letters apart.
const LENGTH_APART: usize = 2;

fn is_one_slip(typed: &[u8], word: &[u8]) -> bool {
    let same_start = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same_start..], &word[same_start..]);
    let same_end = typed.iter().rev().zip(word.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&typed[..typed.len() - same_end], &word[..word.len() - same_end]) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// A syllable as it sounds: how it starts, its middle and how it ends.
#[derive(Clone, Copy)]
struct Sound<'w> {
    start: &'static str,
    middle: &'w str,
    end: &'static str,
}

impl PartialEq for Sound<'_> {
    fn eq(&self, other: &Self) -> bool {
        let vowels = |byte| if byte == b'y' { b'i' } else { byte };
        self.start == other.start
            && self.end == other.end
            && self.middle.bytes().map(vowels).eq(other.middle.bytes().map(vowels))
    }
}

/// What people mix when they spell by ear: i/y, s/x, tr/ch, d/gi/r, l/n, c/k/q, final n/ng/nh and c/t.
fn sound(word: &str) -> Sound<'_> {
    const STARTS: [(&str, &str); 21] = [
        ("ngh", "ng"),
        ("gh", "g"),
        ("gi", "d"),
        ("tr", "ch"),
        ("ch", "ch"),
        ("kh", "kh"),
        ("ng", "ng"),
        ("nh", "nh"),
        ("th", "th"),
        ("ph", "ph"),
        ("d", "d"),
        ("r", "d"),
        ("s", "x"),
        ("x", "x"),
        ("l", "n"),
        ("n", "n"),
        ("c", "c"),
        ("k", "c"),
        ("q", "c"),
        ("g", "g"),
        ("", ""),
    ];
    const ENDS: [(&str, &str); 7] =
        [("ng", "n"), ("nh", "n"), ("n", "n"), ("ch", "t"), ("c", "t"), ("t", "t"), ("", "")];
    // "gi" alone is d and i, as in Gì.
    if word == "gi" {
        return sound("di");
    }
    let starts = STARTS.iter().find_map(|(from, to)| Some((*to, word.strip_prefix(from)?)));
    let (start, rest) = starts.unwrap_or(("", word));
    let ends = ENDS.iter().find_map(|(from, to)| Some((rest.strip_suffix(from)?, *to)));
    let (middle, end) = ends.unwrap_or((rest, ""));
    Sound { start, middle, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_one_letter_is_understood() {
        for (typed, word) in
            [("nguyn", "nguyen"), ("ngyuen", "nguyen"), ("nguyeen", "nguyen"), ("vam", "van"), ("hao", "hoa")]
        {
            assert!(may_mean(typed, word), "{typed} for {word}");
        }
        for (typed, word) in
            [("nguye", "ngo"), ("an", "in"), ("1950", "1951"), ("hoa", "hien"), ("h", "hoa"), ("", "a")]
        {
            assert!(!may_mean(typed, word), "{typed} for {word}");
        }
    }

    #[test]
    fn what_sounds_alike_is_understood() {
        for (typed, word) in [
            ("ly", "li"),
            ("my", "mi"),
            ("sinh", "xinh"),
            ("tranh", "chanh"),
            ("giang", "dan"),
            ("lam", "nam"),
            ("ky", "qi"),
            ("lang", "nan"),
            ("nghia", "ngia"),
            ("thuc", "thut"),
            ("gi", "di"),
        ] {
            assert!(may_mean(typed, word), "{typed} for {word}");
            assert!(may_mean(word, typed), "{word} for {typed}");
        }
        for (typed, word) in [("la", "ta"), ("ch", "ng"), ("nh", "ch")] {
            assert!(!may_mean(typed, word), "{typed} for {word}");
        }
    }
}
