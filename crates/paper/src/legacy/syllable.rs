//! Whether a word could be Vietnamese: the test of a decoding is that it reads.

use unicode_normalization::UnicodeNormalization;

/// What a syllable may begin with; the last row is of the highland languages, and `ð` of writers who took it for `đ`.
const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x \
    kr pl br bl pr dr ml ð";

/// What may follow, without the tone.
const RIMES: &str = "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iê iêc iêm iên iêng iêp iêt iêu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong \
    op ot ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uy \
    uya uych uyên uyêt uyn uynh uyp uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp \
    ươt ươu y yêm yên yêng yêt yêu";

/// Whether the word, in Unicode, is built as a Vietnamese syllable; both habits of placing the tone (hòa, hoà) are.
pub(super) fn is_syllable(word: &str) -> bool {
    let decomposed: String = word.to_lowercase().nfd().collect();
    let (tones, letters): (String, String) = decomposed.chars().partition(is_tone);
    let letters: String = letters.nfc().collect();
    // No tone stands on a closing glide: `caù` is not càu, and VNI for cá.
    let ends_in_tone = decomposed.ends_with(|c| is_tone(&c));
    let is_rime = |rest: &str| RIMES.split(' ').any(|rime| rime == rest) && !(ends_in_tone && ends_in_glide(rest));
    tone_fits(&tones, &letters)
        && (is_rime(&letters) || ONSETS.split(' ').any(|onset| letters.strip_prefix(onset).is_some_and(is_rime)))
}

fn is_tone(c: &char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// One tone at most, and after a stop one of the two that are possible there.
fn tone_fits(tones: &str, letters: &str) -> bool {
    match tones {
        "\u{301}" | "\u{323}" => true,
        "" | "\u{300}" | "\u{303}" | "\u{309}" => !letters.ends_with(['c', 'p', 't']) && !letters.ends_with("ch"),
        _ => false,
    }
}

fn ends_in_glide(rime: &str) -> bool {
    rime.ends_with("ay") || rime.ends_with("ây") || (1 < rime.chars().count() && rime.ends_with(['i', 'o', 'u']))
}
