use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Composed Unicode with single spaces: the one form in which texts are kept.
pub fn nfc(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The search key of a name: lower case, without accents, `đ` as `d`, only letters, digits and single spaces.
///
/// Made here and stored, because no database folds Vietnamese the same way as another.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for letter in text.chars() {
        match base(letter) {
            Some(letter) => fold_letter(&mut key, letter),
            None => {
                [letter].into_iter().nfd().filter(|c| !is_combining_mark(*c)).for_each(|c| fold_letter(&mut key, c))
            }
        }
    }
    key.truncate(key.trim_end().len());
    key
}

fn fold_letter(key: &mut String, letter: char) {
    match letter {
        'đ' | 'Đ' => key.push('d'),
        c if c.is_ascii_alphanumeric() => key.push(c.to_ascii_lowercase()),
        c if c.is_alphanumeric() => key.extend(c.to_lowercase()),
        _ if key.ends_with(' ') || key.is_empty() => {}
        _ => key.push(' '),
    }
}

/// A Vietnamese letter without its marks, looked up: decomposing each would take three times as long. `None` for the
/// letters of others.
fn base(letter: char) -> Option<char> {
    Some(match letter {
        '\0'..='\x7F' => letter,
        'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' | 'Ạ'..='ặ' => 'a',
        'È'..='Ê' | 'è'..='ê' | 'Ẹ'..='ệ' => 'e',
        'Ì'..='Í' | 'ì'..='í' | 'Ĩ' | 'ĩ' | 'Ỉ'..='ị' => 'i',
        'Ò'..='Õ' | 'ò'..='õ' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => 'o',
        'Ù'..='Ú' | 'ù'..='ú' | 'Ũ' | 'ũ' | 'Ư' | 'ư' | 'Ụ'..='ự' => 'u',
        'Ý' | 'ý' | 'Ỳ'..='ỹ' => 'y',
        'Đ' | 'đ' => 'd',
        _ => return None,
    })
}

/// The key by which Vietnamese lists are sorted: the given name first, then the rest.
///
/// A space parts the two: it sorts before every letter, so that Hoa comes before Hoàng.
pub fn sort_key(name: &str) -> String {
    let key = fold(name);
    match key.rsplit_once(' ') {
        Some((rest, given)) => format!("{given} {rest}"),
        None => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_names_are_one_name() {
        let decomposed: String = "Đặng Thị Hòa".nfd().collect();
        assert_eq!(nfc(&decomposed), nfc("Đặng  Thị Hòa "));
        assert_eq!(fold(&decomposed), "dang thi hoa");
        assert_eq!(fold("HOÀ"), fold("hòa"));
    }

    #[test]
    fn looking_up_and_decomposing_agree_on_every_letter() {
        let decomposed = |letter: char| -> String {
            let bare: String = letter.to_string().nfd().filter(|c| !is_combining_mark(*c)).collect();
            bare.replace(['đ', 'Đ'], "d").to_lowercase()
        };
        for letter in ('\0'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}').filter(|letter| letter.is_alphanumeric()) {
            assert_eq!(fold(&letter.to_string()), decomposed(letter), "{letter}");
        }
    }

    #[test]
    fn lists_sort_by_the_given_name() {
        let mut names = ["Trần Văn An", "Lê Hoàng", "An Thị Ý", "Vũ Hoa", "Đỗ Bình"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Trần Văn An", "Đỗ Bình", "Vũ Hoa", "Lê Hoàng", "An Thị Ý"]);
    }
}
