//! The tables against a second writing of them, real phrases, and what must not be taken for an old encoding.

use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_normalization::is_nfc;

use super::*;

/// Each small letter with a mark, with its code in TCVN3 and in VNI: vowel by vowel, as teachers list them.
const LETTERS: &str = "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ \
    ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ đ";
const IN_TCVN3: &str = "µ ¶ · ¸ ¹ ¨ » ¼ ½ ¾ Æ © Ç È É Ê Ë Ì Î Ï Ð Ñ ª Ò Ó Ô Õ Ö × Ø Ü Ý Þ ß á â ã ä « å æ ç è é \
    ¬ ê ë ì í î ï ñ ò ó ô \u{ad} õ ö ÷ ø ù ú û ü ý þ ®";
const IN_VNI: &str = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò \
    oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ";
const CAPITALS_IN_TCVN3: &str = "Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§";

/// Unicode written in an encoding by the tables of this file, not those under test.
fn encode(text: &str, encoding: Encoding) -> String {
    let code = |letter: char| {
        let place = LETTERS.split(' ').position(|it| it.starts_with(small(letter)));
        let code_in = |table: &'static str| place.and_then(|place| table.split(' ').nth(place)).map(str::to_owned);
        let capital = CAPITALS_IN_TCVN3.split(' ').find_map(|pair| pair.strip_prefix(letter)).map(str::to_owned);
        match encoding {
            Encoding::Tcvn3 | Encoding::Tcvn3Capitals => capital.or_else(|| code_in(IN_TCVN3)),
            Encoding::Vni if letter.is_uppercase() => code_in(IN_VNI).map(|code| code.to_uppercase()),
            Encoding::Vni => code_in(IN_VNI),
        }
        .unwrap_or_else(|| letter.to_string())
    };
    text.chars().map(code).collect()
}

fn check(encoding: Encoding, pairs: &[(&str, &str)]) {
    for (old, unicode) in pairs {
        assert_eq!(to_unicode(old, encoding), *unicode, "{old}");
    }
}

#[test]
fn every_marked_letter_has_one_code_of_its_own() {
    let small_ones: Vec<char> = LETTERS.split(' ').filter_map(|letter| letter.chars().next()).collect();
    let capitals = small_ones.iter().flat_map(|letter| letter.to_uppercase());
    let all: BTreeSet<char> = small_ones.iter().copied().chain(capitals).collect();
    assert_eq!(all.len(), 134);
    for (encoding, letters) in [(Encoding::Vni, all.iter().copied().collect()), (Encoding::Tcvn3, small_ones.clone())] {
        let codes: BTreeSet<String> = letters.iter().map(|letter| encode(&letter.to_string(), encoding)).collect();
        assert_eq!(codes.len(), letters.len());
        for letter in letters.iter().map(char::to_string) {
            assert_eq!(to_unicode(&encode(&letter, encoding), encoding), letter);
        }
    }
    check(Encoding::Tcvn3, &[("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ")]);
    for letter in small_ones.iter().map(char::to_string) {
        assert_eq!(to_unicode(&encode(&letter, Encoding::Tcvn3), Encoding::Tcvn3Capitals), letter.to_uppercase());
    }
    // No code beyond those of the letters, in either table.
    assert_eq!(TCVN3.chars().filter(|letter| *letter != '.').count(), 67 + 7);
    let on_bases = |(bases, codes): &(&str, &str)| bases.chars().count() * codes.split(' ').count();
    let with_marks: usize = VNI_MARKS.iter().map(on_bases).sum();
    assert_eq!(VNI_LETTERS.split(' ').count() + with_marks, 67 + 1);
}

#[test]
fn tcvn3_reads_as_its_fonts_showed_it() {
    check(
        Encoding::Tcvn3,
        &[
            ("NguyÔn V¨n TiÕn", "Nguyễn Văn Tiến"),
            ("§oµn §µo", "Đoàn Đào"),
            ("Th\u{ad}¬ng binh", "Thương binh"),
            ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
            ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
            ("TrÇn ThÞ Hång", "Trần Thị Hồng"),
            ("Ph¹m Quèc Kh¸nh", "Phạm Quốc Khánh"),
            ("ñy ban nh©n d©n huyÖn", "ủy ban nhân dân huyện"),
            ("B¶o Th¾ng, M\u{ad}êng Kh\u{ad}¬ng, B¸t X¸t", "Bảo Thắng, Mường Khương, Bát Xát"),
            ("ng\u{ad}êi cã c«ng víi c¸ch m¹ng", "người có công với cách mạng"),
            ("LiÖt sÜ; mÑ ViÖt Nam anh hïng", "Liệt sĩ; mẹ Việt Nam anh hùng"),
            ("Bïi ThÞ Tý, Vò Tó", "Bùi Thị Tý, Vũ Tú"),
            ("¤ng Ng« §×nh ¢n", "Ông Ngô Đình Ân"),
            ("Hoa 1950", "Hoa 1950"),
            ("NGUYÔN THÞ Hµ", "NGUYỄN THỊ HÀ"),
            ("A Lµ", "A Là"),
        ],
    );
    check(Encoding::Tcvn3Capitals, &[("nguyÔn v¨n §µo", "NGUYỄN VĂN ĐÀO"), ("Hoa", "HOA")]);
}

#[test]
fn vni_reads_as_its_fonts_showed_it() {
    check(
        Encoding::Vni,
        &[
            ("Nguyeãn Vaên Tieán", "Nguyễn Văn Tiến"),
            ("Ñaøo", "Đào"),
            ("Traàn Thò Höông", "Trần Thị Hương"),
            ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
            ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
            ("NGUYEÃN THÒ HÖÔNG", "NGUYỄN THỊ HƯƠNG"),
            ("Lyù Thöôøng Kieät", "Lý Thường Kiệt"),
            ("Thaønh phoá Hoà Chí Minh", "Thành phố Hồ Chí Minh"),
            ("UÛy ban nhaân daân", "Ủy ban nhân dân"),
            ("Buøi Thò Myõ, Quyønh", "Bùi Thị Mỹ, Quỳnh"),
            ("lieät só, thöông binh", "liệt sĩ, thương binh"),
            ("xin chaøo caùc baïn", "xin chào các bạn"),
            ("ÔÛ Ñaék Laék, Aân", "Ở Đắk Lắk, Ân"),
            ("Hoa 1950", "Hoa 1950"),
        ],
    );
}

#[test]
fn a_text_in_unicode_is_composed_and_otherwise_left() {
    for text in ["Nguyễn", "NGUYỄN VĂN", "Lê Đào", "Hà Nội", "Trần «V¨n»", "Đắk Lắk"] {
        for encoding in [Encoding::Tcvn3, Encoding::Tcvn3Capitals, Encoding::Vni] {
            check(encoding, &[(text, text), (&text.nfd().collect::<String>(), text)]);
        }
    }
    check(Encoding::Vni, &[("Hà", "Hà"), ("Lý", "Lý"), ("V¨n à", "V¨n à"), ("Khòe", "Khòe"), ("Toàn", "Tồn")]);
    check(Encoding::Tcvn3, &[("Thái Bình", "Thái Bình"), ("Tó", "Tú")]);
}

#[test]
fn punctuation_of_windows_is_read_in_both_spellings() {
    check(Encoding::Tcvn3, &[("\u{93}Tæ quèc\u{94} \u{96}", "“Tổ quốc” –"), ("“Tæ quèc” – 5 m²", "“Tổ quốc” – 5 m²")]);
    check(Encoding::Vni, &[("\u{91}Toå quoác\u{92}", "‘Tổ quốc’"), ("‘Toå quoác’…", "‘Tổ quốc’…")]);
    // Ž is no letter of either, in either spelling, so such a text is not in them.
    check(Encoding::Tcvn3, &[("Žµ", "Žµ"), ("\u{8E}µ", "\u{8E}µ")]);
}

#[test]
fn a_font_tells_its_encoding_by_name() {
    for (font, encoding) in [
        (".VnTime", Some(Encoding::Tcvn3)),
        (".VNTIME", Some(Encoding::Tcvn3)),
        (".VnArial Narrow", Some(Encoding::Tcvn3)),
        (".VnTimeH", Some(Encoding::Tcvn3Capitals)),
        ("@.vnarialh", Some(Encoding::Tcvn3Capitals)),
        ("VNI-Times", Some(Encoding::Vni)),
        ("vni-helve-Condense", Some(Encoding::Vni)),
        ("Times New Roman", None),
        ("Vnitalic", None),
        ("", None),
    ] {
        assert_eq!(of_font(font), encoding, "{font}");
    }
}

#[test]
fn a_quick_look_tells_old_text_by_its_characters() {
    for text in ["NguyÔn", "§µo", "Q§-UBND", "Vaên", "Tieán", "TiÕn", "Ñaøo", "Th\u{ad}¬ng"] {
        assert!(looks_legacy(text), "{text}");
    }
    let decomposed: String = "Hòa Nguyễn".nfd().collect();
    for text in ["", "Hoa", "Tý", "Hoàng Thái Tú", "Nguyễn § 5", "© 2020", "5 m²", "“Hà”", &decomposed] {
        assert!(!looks_legacy(text), "{text}");
    }
}

#[test]
fn the_encoding_of_a_sheet_is_found_by_how_it_reads() {
    assert_eq!(guess(["STT", "NguyÔn V¨n TiÕn", "1950"]), Some(Encoding::Tcvn3));
    assert_eq!(guess(["NGUYÔN V¡N TIÕN", "Q§-UBND", "TrÇn ThÞ BÐ"]), Some(Encoding::Tcvn3));
    assert_eq!(guess(["Nguyeãn Vaên Tieán", "Traàn Thò Beù"]), Some(Encoding::Vni));
    let mostly_old = ["Họ và tên", "NguyÔn V¨n TiÕn", "TrÇn ThÞ Hång", "Lª §×nh Hïng", "Ph¹m Quèc ViÖt"];
    assert_eq!(guess(mostly_old), Some(Encoding::Tcvn3));
}

#[test]
fn nothing_else_is_taken_for_an_old_encoding() {
    let texts = [
        "Tý",
        "Hoa",
        "Hoàng Thái Tú, Lò Thò, Hòa Hoà Quý Quí Thuý Toán Toàn Đào",
        "Nguyen Van Tien, Thuong binh, Dang vien",
        "Điều 5 § 2, «Nghị định», 20µm 30µm, © 2020, 5 m², 37°C, Ðông, Ðào",
        "été où très français garçon Noël maïs tôt goût sûr à côté bébé père mère château août île déjà hôtel ça naïf",
        "Müller für über schön Tür Straße größer Mädchen Köln hören fünf zwölf Österreich Jäger Äpfel Söhne grün",
        "niño señor año mañana corazón teléfono más también cómo qué sí él São não coração maçã pão irmãos avó",
        "Nguyá»…n VÄƒn Tiáº¿n Äá»— Thá»‹ HÃ ",
    ];
    for text in texts {
        assert_eq!(guess([text]), None, "{text}");
        assert_eq!(guess(vec![text; 50]), None, "{text}");
        let decomposed: String = text.nfd().collect();
        assert_eq!(guess([decomposed.as_str()]), None, "{text}");
    }
    assert_eq!(guess([]), None);
    assert_eq!(guess(vec!["µm"; 50]), None);
    assert_eq!(guess(["Họ tên: NguyÔn V¨n TiÕn", "Trần Thị Hồng", "Lê Hà"]), None, "of mixed origin");
}

#[test]
fn a_sheet_in_unicode_is_given_up_early() {
    assert_eq!(guess(std::iter::repeat("Nguyễn Văn Tiến")), None);
}

/// Syllables without tone and, where a tone may stand, its place.
const SYLLABLES: [&str; 29] = [
    "Nguyê|n", "Quy|nh", "Trâ|n", "Lê|", "Pha|m", "Hoa|ng", "Vo|", "Đă|ng", "Bu|i", "Hô|", "Dươ|ng", "Ly|", "Thi|",
    "Tiê|n", "Hươ|ng", "Pha|o", "Thư|", "Mơ|", "Nghi|a", "Kho|e", "Quye|n", "Gia|ng", "Xuâ|n", "Lâ|u", "Că|n", "Vinh",
    "Ân", "Việt", "Đức",
];

fn a_name() -> impl Strategy<Value = String> {
    let tone = prop::sample::select(vec!["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]);
    let syllable = (prop::sample::select(SYLLABLES.to_vec()), tone).prop_map(|(bare, tone)| bare.replace('|', tone));
    prop::collection::vec(syllable, 2..5).prop_map(|words| words.join(" ").nfc().collect())
}

proptest! {
    #[test]
    fn a_name_survives_the_way_there_and_back(name in a_name()) {
        for encoding in [Encoding::Tcvn3, Encoding::Vni] {
            prop_assert_eq!(&to_unicode(&encode(&name, encoding), encoding), &name);
            // Shared letters alone are ambiguous, as in Toàn.
            if name.contains(|c| 'ÿ' < c) {
                prop_assert_eq!(&to_unicode(&name, encoding), &name);
            }
        }
        let (raised, capitals) = (encode(&name, Encoding::Tcvn3Capitals), name.to_uppercase());
        prop_assert_eq!(to_unicode(&raised, Encoding::Tcvn3Capitals), capitals.clone());
        prop_assert_eq!(to_unicode(&encode(&capitals, Encoding::Vni), Encoding::Vni), capitals);
    }

    #[test]
    fn thirty_names_tell_their_encoding(names in prop::collection::vec(a_name(), 30)) {
        for encoding in [Encoding::Tcvn3, Encoding::Vni] {
            let old: Vec<String> = names.iter().map(|name| encode(name, encoding)).collect();
            prop_assert_eq!(guess(old.iter().map(String::as_str)), Some(encoding));
        }
        prop_assert_eq!(guess(names.iter().map(String::as_str)), None);
        let decomposed: Vec<String> = names.iter().map(|name| name.nfd().collect()).collect();
        prop_assert_eq!(guess(decomposed.iter().map(String::as_str)), None);
    }

    #[test]
    fn any_text_becomes_composed_unicode(text in any::<String>(), western in "[ -ÿ]{0,20}") {
        for text in [&text, &western] {
            for encoding in [Encoding::Tcvn3, Encoding::Tcvn3Capitals, Encoding::Vni] {
                prop_assert!(is_nfc(&to_unicode(text, encoding)));
            }
            guess([text.as_str()]);
            looks_legacy(text);
        }
    }
}
