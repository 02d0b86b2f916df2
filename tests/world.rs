//! The demo office, for tests of the whole program: made once, copied for each test that wants it.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use domain::kernel::{Day, Moment};
use office::report::{Made, ReportAsk};
use office::{Db, Location, Office, demo, report, upkeep};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

pub const SEED: u64 = 2021;

/// A data folder of its own, gone at the end of the test.
pub struct Copy {
    pub folder: TempDir,
}

impl Copy {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn open(&self) -> Db {
        Db::open(&Location::Folder(self.path().to_owned())).expect("the copy opens")
    }
}

pub fn office() -> Office {
    Office::load().expect("laws/ is whole")
}

/// Makes the demo in an empty database.
pub fn make_demo(db: &Db) {
    let mut secrets = ChaCha8Rng::seed_from_u64(SEED);
    demo::run(&office(), db, SEED, &mut secrets, |_| {}).expect("the demo runs");
}

pub fn demo_copy() -> Copy {
    static DEMO: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let db = Db::open(&Location::Folder(folder.path().join("made"))).expect("a new folder opens");
        make_demo(&db);
        let file = folder.path().join("demo.backup");
        upkeep::backup(&db, &file).expect("the demo can be backed up");
        fs::read(file).expect("the backup is there")
    });
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(store::FILE_NAME), bytes).expect("the copy is written");
    Copy { folder }
}

/// The report the demo was made for: 27/4/2021, as known that evening.
pub fn demo_report(db: &Db) -> Made {
    let as_of = Day::new(2021, 4, 27).expect("a day");
    let ask = ReportAsk { year: 2021, half: 1, as_of, known_at: Moment::end_of(as_of) };
    report::half_year(&office(), db, ask).expect("the report is written")
}
