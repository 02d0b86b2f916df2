//! The half-year report in the office's hands: numbers it states itself, words of its own, versions it signs and keeps.

use domain::kernel::{Day, Dong, Moment, PersonId, UserId};
use domain::payment::LineKind;
use domain::registry::Death;
use domain::report::{Figure, NO_DATA, Piece, Place, Report, Said, Unfit};
use office::report::{
    self, Edition, Made, NewOverride, ReportPeriod, Signing, VersionBrief, compare, edit_prose, freeze,
    override_figure, revert_prose, undo_override, version, version_rows, versions,
};
use office::{Acting, Db, Office, OfficeError, Refusal, life, upkeep};
use store::journal::{self, JournalFilter};

use crate::world::{demo_copy, office};

const FIRST_HALF: ReportPeriod = ReportPeriod { year: 2021, half: 1 };

fn day(month: i8, day: i8) -> Day {
    Day::new(2021, month, day).expect("a day")
}

/// Somebody on the evening of 27 April or later, after the demo's last act.
fn acting(minute: i64) -> Acting<'static> {
    Acting::holder(Some(UserId(2)), Moment::end_of(day(4, 27)).add_seconds(minute * 60))
}

fn live(office: &Office, db: &Db, minute: i64) -> Made {
    let ask = FIRST_HALF.asked(day(4, 27), acting(minute).now);
    report::half_year(office, db, ask).expect("the report is written")
}

fn figure<'a>(report: &'a Report, id: &str) -> &'a Figure {
    report.figures.iter().find(|figure| figure.id == id).unwrap_or_else(|| panic!("no figure {id}"))
}

fn count(value: i64) -> Said {
    Said::Numbers { value: Some(value), amount: None }
}

fn new(figure: &str, says: Said) -> NewOverride {
    NewOverride { figure: figure.to_owned(), says, reason: "Đối chiếu với biểu của xã".to_owned() }
}

fn say(office: &Office, db: &Db, minute: i64, figure: &str, says: Said) {
    override_figure(office, db, acting(minute), FIRST_HALF, &new(figure, says)).expect("the value is taken");
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, OfficeError>) -> Refusal {
    match outcome {
        Err(OfficeError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn signing(minute: i64, number: u32) -> Signing {
    Signing {
        ask: FIRST_HALF.asked(day(4, 27), acting(minute).now),
        number,
        signed_on: day(4, 28),
        signer_title: "TRƯỞNG PHÒNG".to_owned(),
        signer_name: "Trần Thị Minh Hòa".to_owned(),
    }
}

/// A day on, when the paper may bear the date it bears.
const SIGNED_AT: i64 = 24 * 60;

fn sign(office: &Office, db: &Db, minute: i64, number: u32) -> VersionBrief {
    freeze(office, db, acting(minute), &signing(minute, number)).expect("the report is signed")
}

/// States every unknown figure as nought, and says how many there were.
fn state_the_unknown(office: &Office, db: &Db, minute: i64) -> usize {
    let made = live(office, db, minute);
    let missing = made.report.missing();
    missing.iter().for_each(|figure| say(office, db, minute, &figure.id, count(0)));
    missing.len()
}

fn docx_words(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a docx is an archive");
    let mut file = archive.by_name("word/document.xml").expect("a docx has a document");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut file, &mut xml).expect("the document is text");
    xml
}

#[test]
fn a_stated_number_is_printed_and_stands_beside_the_computed_one_with_its_reason() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let before = live(&office, &db, 0);
    assert!(!docx_words(&report::docx(&before)).contains("PHỤ LỤC"));
    say(&office, &db, 1, "N-04", count(2_410));
    say(&office, &db, 1, "B-03", Said::Numbers { value: None, amount: Some(Dong(11_671_000_000)) });
    say(&office, &db, 1, "L-02", Said::Words("97,5%".to_owned()));

    let made = live(&office, &db, 2);
    let told = figure(&made.report, "N-04");
    assert_eq!((told.value, told.value_told(), told.text.as_str()), (Some(2_407), Some(2_410), "2.410"));
    assert_eq!(told.computed_text, "2.407");
    let stated = told.stated.as_ref().expect("the override is there");
    assert_eq!((stated.reason.as_str(), stated.at), ("Đối chiếu với biểu của xã", acting(1).now));
    let names = office::users::names(&db).expect("read");
    assert_eq!(stated.by, names[&UserId(2)]);
    let money = figure(&made.report, "B-03");
    assert_eq!((money.value_told(), money.amount_told()), (money.value, Some(Dong(11_671_000_000))));
    let pieces: Vec<&Piece> = made.report.sections.iter().flat_map(|one| one.paragraphs.iter().flatten()).collect();
    for text in ["2.410", "11 tỷ 671 triệu đồng", "97,5%"] {
        let is_it = |piece: &&&Piece| matches!(piece, Piece::Figure { text: printed, .. } if printed == text);
        assert!(pieces.iter().any(|piece| is_it(&piece)), "“{text}” is not in the text");
    }

    let (docx, html) = (docx_words(&report::docx(&made)), report::html(&made));
    for words in ["PHỤ LỤC", "Đối chiếu với biểu của xã", "2.407", "2.410", "97,5%", &names[&UserId(2)]]
    {
        assert!(docx.contains(words) && html.contains(words), "“{words}” is not printed");
    }
    let json = report::json(&made.report);
    let in_json = json["figures"].as_array().expect("figures").iter().find(|one| one["id"] == "N-04").expect("N-04");
    assert_eq!(in_json["stated"]["says"]["numbers"]["value"], 2_410);
    assert_eq!((&in_json["value"], &in_json["text"]), (&2_407.into(), &"2.410".into()));
    assert_eq!(live(&office, &db, 0).report, before.report, "what was known before stays as it was");
}

#[test]
fn an_override_needs_a_reason_and_a_fitting_value_and_can_be_taken_back() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let attempt = |new: &NewOverride| refusal(override_figure(&office, &db, acting(1), FIRST_HALF, new));
    let unfit = |figure: &str, why| Refusal::UnfitValue { figure: figure.to_owned(), why };
    assert_eq!(attempt(&NewOverride { reason: " ".to_owned(), ..new("N-04", count(1)) }), Refusal::NoReason);
    assert_eq!(attempt(&new("N-99", count(1))), Refusal::NoSuchFigure("N-99".to_owned()));
    assert_eq!(attempt(&new("N-04", Said::Words("nhiều".to_owned()))), unfit("N-04", Unfit::NeedsNumbers));
    assert_eq!(attempt(&new("B-02", count(-1))), unfit("B-02", Unfit::Negative));
    let nothing = refusal(undo_override(&db, acting(1), FIRST_HALF, "N-04"));
    assert_eq!(nothing, Refusal::NotOverridden("N-04".to_owned()));

    say(&office, &db, 2, "N-04", count(2_410));
    undo_override(&db, acting(4), FIRST_HALF, "N-04").expect("taken back");
    let text = |minute| figure(&live(&office, &db, minute).report, "N-04").text.clone();
    assert_eq!([text(1), text(3), text(5)], ["2.407", "2.410", "2.407"], "each as known then");
    let acts = db.read(|tx| {
        let filter = JournalFilter {
            act_prefix: Some("report."),
            subject: Some("report:sau-thang/2021-1"),
            ..Default::default()
        };
        journal::list(tx, &filter, None, 9)
    });
    let acts: Vec<String> = acts.expect("the journal is read").into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts, ["report.override_undo", "report.override"]);
    assert!(upkeep::verify(&db).expect("checked").findings.is_empty());
}

#[test]
fn an_unknown_figure_stops_signing_until_somebody_answers_for_it() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let Refusal::UnknownFigures(named) = refusal(freeze(&office, &db, acting(SIGNED_AT), &signing(1, 15))) else {
        panic!("refused for another reason")
    };
    assert!(named.contains(&"L-01 Lao động được đào tạo nghề".to_owned()), "{named:?}");
    assert!(!named.iter().any(|name| name.starts_with("N-04 ")), "{named:?}");
    assert_eq!(versions(&db, FIRST_HALF).expect("listed"), []);

    assert_eq!(state_the_unknown(&office, &db, 2), named.len());
    undo_override(&db, acting(3), FIRST_HALF, "L-01").expect("taken back");
    // Leaving the figure out of the words is no way around it.
    let place = Place::Section { section: 2, sentence: 1 };
    edit_prose(&office, &db, acting(4), FIRST_HALF, (place, "")).expect("the sentence is left out");
    let again = refusal(freeze(&office, &db, acting(SIGNED_AT), &signing(5, 15)));
    assert_eq!(again, Refusal::UnknownFigures(vec!["L-01 Lao động được đào tạo nghề".to_owned()]));
    say(&office, &db, 6, "L-01", count(150));
    let signed = sign(&office, &db, SIGNED_AT, 15);
    assert_eq!((signed.no, signed.number, signed.signer.as_str()), (1, 15, "Trần Thị Minh Hòa"));
}

#[test]
fn what_cannot_have_been_signed_so_is_refused() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let attempt = |minute, signing: &Signing| refusal(freeze(&office, &db, acting(minute), signing));
    let good = signing(1, 15);
    assert_eq!(attempt(0, &good), Refusal::InTheFuture { what: "ký báo cáo" });
    let early = Signing { signed_on: day(4, 26), ..good.clone() };
    let expected = Refusal::SignedBeforeItsFigures { signed_on: day(4, 26), as_of: day(4, 27) };
    assert_eq!(attempt(SIGNED_AT, &early), expected);
    for bad in [
        Signing { number: 0, ..good.clone() },
        Signing { signer_name: " ".to_owned(), ..good.clone() },
        Signing { signer_title: String::new(), ..good.clone() },
    ] {
        assert_eq!(attempt(SIGNED_AT, &bad), Refusal::IncompleteSigning);
    }
    assert!(matches!(version(&db, FIRST_HALF, 1), Err(OfficeError::Refused(Refusal::NoSuchVersion(1)))));
    assert!(versions(&db, ReportPeriod { year: 2021, half: 3 }).is_err());
}

/// A regular payee of April, reported dead since February.
fn a_death_heard_late(db: &Db, minute: i64) -> PersonId {
    let person = db.read(|tx| {
        let runs = store::runs::list(tx, &store::runs::RunFilter { scheme: Some("ncc"), ..Default::default() })?;
        let run = runs.last().expect("the demo has rolls").run.id;
        let filter = store::runs::LineFilter { kinds: Some(&[LineKind::Regular]), ..Default::default() };
        Ok::<_, store::StoreError>(store::runs::lines::lines(tx, run, &filter, None, 1)?[0].person)
    });
    let person = person.expect("lines are read");
    let death = Death { died_on: day(2, 3), certificate: None };
    life::report_death(db, acting(minute), person, &death).expect("the death is recorded");
    person
}

#[test]
fn a_signed_version_prints_the_same_bytes_whatever_is_learned_or_edited_later() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    state_the_unknown(&office, &db, 1);
    let first = sign(&office, &db, SIGNED_AT, 15);
    let read = || version(&db, FIRST_HALF, 1).expect("the version is kept");
    let print = || (read().docx(), read().html(), read().json().to_string());
    let signed = print();
    let words = docx_words(&signed.0);
    assert!(words.contains("Số: 15/BC-") && words.contains("ngày 28 tháng 4 năm 2021"), "{words}");
    let (text, annex) = words.split_once("PHỤ LỤC").expect("an annex follows");
    assert!(text.contains("Trần Thị Minh Hòa") && !text.contains(NO_DATA));
    assert!(annex.contains(NO_DATA), "the annex owns up to what was unknown");

    a_death_heard_late(&db, SIGNED_AT + 10);
    say(&office, &db, SIGNED_AT + 11, "L-01", count(150));
    edit_prose(&office, &db, acting(SIGNED_AT + 12), FIRST_HALF, (Place::Closing, "Đơn vị trân trọng báo cáo."))
        .expect("edited");
    assert!(print() == signed, "the signed version prints otherwise");

    let later = Edition::Live { as_of: day(4, 27), known_at: acting(SIGNED_AT + 20).now };
    let changes = compare(&office, &db, FIRST_HALF, Edition::Signed(1), later).expect("compared");
    let changed = |id: &str| changes.figures.iter().find(|change| change.id == id);
    let told = changed("L-01").expect("the stated figure is listed");
    let text = |told: &Option<domain::report::Told>| told.as_ref().map(|told| told.text.clone()).unwrap_or_default();
    assert_eq!((text(&told.before), text(&told.after)), ("0".to_owned(), "150".to_owned()));
    let money = changed("N-06").expect("money foreseen for the dead is listed");
    let amount = |told: &Option<domain::report::Told>| told.as_ref().and_then(|told| told.amount);
    assert!(amount(&money.after) < amount(&money.before), "{money:?}");
    assert!(changed("B-02").is_none());
    let passages: Vec<_> = changes.passages.iter().map(|change| (change.place, change.after.as_deref())).collect();
    assert_eq!(passages, [(Place::Closing, Some("Đơn vị trân trọng báo cáo."))]);

    let second = sign(&office, &db, SIGNED_AT + 30, 18);
    assert_eq!(versions(&db, FIRST_HALF).expect("listed"), [first, second]);
    let between = compare(&office, &db, FIRST_HALF, Edition::Signed(1), Edition::Signed(2)).expect("compared");
    assert_eq!(between, changes);
    let same = compare(&office, &db, FIRST_HALF, Edition::Signed(2), later).expect("compared");
    assert_eq!((same.figures.len(), same.passages.len()), (0, 0));
    assert!(upkeep::verify(&db).expect("checked").findings.is_empty());
}

#[test]
fn a_signed_figure_opens_to_the_rows_it_was_signed_with() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    state_the_unknown(&office, &db, 1);
    say(&office, &db, 2, "N-06", Said::Numbers { value: None, amount: Some(Dong(31_000_000_000)) });
    sign(&office, &db, SIGNED_AT, 15);
    let dead = a_death_heard_late(&db, SIGNED_AT + 10);
    let opened = version_rows(&office, &db, acting(0), FIRST_HALF, (1, "N-06")).expect("the figure opens");
    assert!(opened.is_equal, "a later death changes nothing of what was known");
    assert_eq!(opened.signed.amount_told(), Some(Dong(31_000_000_000)));
    assert_eq!(opened.rows.iter().map(|row| row.amount).sum::<Dong>(), opened.signed.amount.expect("it has money"));
    assert_eq!(opened.rows.len(), opened.signed.rows);

    // A row slipped into the past is seen.
    db.write(|tx| store::deaths::retract(tx, dead, store::Recording { at: acting(SIGNED_AT + 11).now })).expect("gone");
    let death = Death { died_on: day(2, 3), certificate: None };
    life::report_death(&db, acting(SIGNED_AT - 1), dead, &death).expect("written down as if before signing");
    assert!(!version_rows(&office, &db, acting(0), FIRST_HALF, (1, "N-06")).expect("the figure opens").is_equal);
}

#[test]
fn the_offices_own_words_keep_live_figures_and_say_which_they_leave_out() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let place = Place::Section { section: 3, sentence: 1 };
    let form = live(&office, &db, 0).report;
    let passage = |minute| {
        let made = live(&office, &db, minute);
        made.report.passages.into_iter().find(|passage| passage.place == place).expect("the passage is there")
    };
    let write = |minute, words: &str| edit_prose(&office, &db, acting(minute), FIRST_HALF, (place, words));
    let words = "Trong kỳ, đơn vị chi trả đủ cho {N-04} người;  kinh phí {N-06}.\n\nKhông có đơn thư tồn đọng.";
    assert_eq!(write(1, words).expect("edited").dropped, ["N-05"]);

    let edited = passage(2);
    assert_eq!(edited.dropped, ["N-05"]);
    assert_eq!(edited.edited.expect("it says whose words these are").at, acting(1).now);
    let report = live(&office, &db, 2).report;
    let lines: Vec<String> = report.sections[2].paragraphs[..2].iter().map(|line| text_of(line)).collect();
    let number = &figure(&report, "N-06").text;
    let first = format!("Trong kỳ, đơn vị chi trả đủ cho 2.407 người; kinh phí {number}.");
    assert_eq!(lines, [first, "Không có đơn thư tồn đọng.".to_owned()]);
    say(&office, &db, 3, "N-04", count(2_410));
    let now = live(&office, &db, 4).report;
    assert!(text_of(&now.sections[2].paragraphs[0]).contains("2.410 người"), "the figure in it stays live");

    assert!(matches!(refusal(write(5, "Chi cho {N-99} người.")), Refusal::BadWords(_)));
    assert_eq!(refusal(write(5, &passage(0).form_text)), Refusal::SameWords);
    let nowhere = Place::Section { section: 3, sentence: 99 };
    let outcome = edit_prose(&office, &db, acting(5), FIRST_HALF, (nowhere, "Lời"));
    assert_eq!(refusal(outcome), Refusal::NoSuchPassage("section/3/99".to_owned()));

    undo_override(&db, acting(6), FIRST_HALF, "N-04").expect("taken back");
    revert_prose(&db, acting(6), FIRST_HALF, place).expect("reverted");
    let reverted = live(&office, &db, 7).report;
    assert_eq!((&reverted.sections, &reverted.passages), (&form.sections, &form.passages));
    let again = refusal(revert_prose(&db, acting(8), FIRST_HALF, place));
    assert_eq!(again, Refusal::NotEdited(place.to_string()));
    assert_eq!(passage(2).dropped, ["N-05"], "what was known then is still known");
    let other = FIRST_HALF_OF_NEXT_YEAR.asked(Day::new(2022, 1, 1).expect("a day"), acting(2).now);
    let other = report::half_year(&office, &db, other).expect("written").report;
    assert_eq!(other.passages, form.passages, "another period keeps the form's words");
}

const FIRST_HALF_OF_NEXT_YEAR: ReportPeriod = ReportPeriod { year: 2022, half: 1 };

fn text_of(paragraph: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Words(text) | Piece::Figure { text, .. } => text.clone(),
    };
    paragraph.iter().map(text).collect()
}

#[test]
fn words_for_a_sentence_the_form_no_longer_has_are_shown_and_not_used() {
    let (mut office, copy) = (office(), demo_copy());
    let db = copy.open();
    let place = Place::Section { section: 3, sentence: 1 };
    edit_prose(&office, &db, acting(1), FIRST_HALF, (place, "Chi cho {N-04} người.")).expect("edited");
    assert_eq!(live(&office, &db, 2).report.strays, []);
    office.half_year.sections[2].sentences[0] = "Chi cho {N-04} người trong kỳ này.".to_owned();
    // Another moment, for the form does not change while the program runs and reports made are kept.
    let report = live(&office, &db, 3).report;
    assert_eq!(report.strays.len(), 1);
    assert_eq!(text_of(&report.sections[2].paragraphs[0]), "Chi cho 2.407 người trong kỳ này.");
}

#[test]
fn a_report_made_is_kept_until_something_known_by_its_moment_is_written_down() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let first = live(&office, &db, 10);
    let is_kept = |made: &Made| std::sync::Arc::ptr_eq(&made.facts, &first.facts);
    assert!(is_kept(&live(&office, &db, 10)));
    say(&office, &db, 20, "N-04", count(1));
    say(&office, &db, 5, "B-02", count(2));
    let edited = live(&office, &db, 25);
    assert!(is_kept(&live(&office, &db, 10)), "an edit of its time leaves the facts as they were");
    let texts = |made: &Made| ["N-04", "B-02"].map(|id| figure(&made.report, id).text.clone());
    assert_eq!(texts(&edited), ["01", "02"]);
    assert_eq!(texts(&live(&office, &db, 10)), ["2.407", "02"]);
    let other = demo_copy();
    assert_eq!(texts(&live(&office, &other.open(), 10)), texts(&first), "another database is another office");
    a_death_heard_late(&db, 8);
    assert!(!is_kept(&live(&office, &db, 10)), "any other act of its time does not");
}

#[test]
fn editing_does_not_gather_the_facts_again_and_whatever_else_happens_does() {
    let (office, copy) = (office(), demo_copy());
    let db = copy.open();
    let first = live(&office, &db, 0);
    let shares = |one: &Made, other: &Made| std::sync::Arc::ptr_eq(&one.facts, &other.facts);
    say(&office, &db, 10, "N-04", count(1));
    let edited = live(&office, &db, 11);
    assert!(shares(&edited, &first));
    assert_eq!(figure(&edited.report, "N-04").text, "01");
    assert!(shares(&live(&office, &db, 5), &first), "a moment between the two");
    a_death_heard_late(&db, 20);
    let later = live(&office, &db, 21);
    assert!(!shares(&later, &first));
    assert!(figure(&later.report, "N-06").amount < figure(&first.report, "N-06").amount);
    assert!(shares(&live(&office, &db, 15), &first), "before the death was heard of");
    let fresh = report::half_year(&crate::world::office(), &db, FIRST_HALF.asked(day(4, 27), acting(15).now));
    assert_eq!(fresh.expect("written").report, live(&office, &db, 15).report, "worked out anew it is the same");
    let other_day = FIRST_HALF.asked(day(4, 26), acting(15).now);
    assert!(!shares(&report::half_year(&office, &db, other_day).expect("written"), &first));
}

#[test]
fn an_office_without_any_books_states_everything_and_signs_on_every_database() {
    let office = office();
    store::testing::each_database(|db| {
        let unit = office.units.by_code("12406", Day::new(2026, 11, 3).expect("a day")).expect("the commune is known");
        let profile = office::profile::Profile::of_unit(&office, &unit.id);
        office::profile::set(db, acting(0), &profile).expect("set up");
        let missing: Vec<String> =
            live(&office, db, 1).report.missing().iter().map(|figure| figure.id.clone()).collect();
        assert!(missing.contains(&"B-03".to_owned()), "{missing:?}");
        say(&office, db, 2, "B-03", count(0));
        assert!(!figure(&live(&office, db, 3).report, "B-03").is_known, "its money is printed too");
        for id in missing {
            let has_amount = office.half_year.figure(&id).expect("it is in the form").measure.has_amount();
            let amount = has_amount.then_some(Dong::ZERO);
            say(&office, db, 4, &id, Said::Numbers { value: Some(0), amount });
        }
        let signed = sign(&office, db, SIGNED_AT, 1);
        let version = version(db, FIRST_HALF, signed.no).expect("the version is kept");
        assert_eq!(version.brief, signed);
        let first = version.docx();
        say(&office, db, SIGNED_AT + 1, "B-03", Said::Numbers { value: Some(1), amount: Some(Dong::ZERO) });
        edit_prose(&office, db, acting(SIGNED_AT + 1), FIRST_HALF, (Place::Opening(1), "Lời mở đầu.")).expect("edited");
        sign(&office, db, SIGNED_AT + 2, 2);
        let again = report::version(db, FIRST_HALF, 1).expect("the version is kept");
        assert!(again == version && again.docx() == first);
        let changes = compare(&office, db, FIRST_HALF, Edition::Signed(1), Edition::Signed(2)).expect("compared");
        assert_eq!((changes.figures.len(), changes.passages.len()), (1, 1));
        assert!(version_rows(&office, db, acting(0), FIRST_HALF, (1, "B-03")).expect("it opens").is_equal);
        assert!(upkeep::verify(db).expect("checked").findings.is_empty());
    });
}
