//! What is done about a person as a value: its effect seen before, the act done, the act taken back.

use domain::kernel::{Day, Dong, Month, PersonId};
use domain::payment::LineKind;
use office::acts::{Effect, PersonAct, Terms, past_acts, perform, rehearse};
use office::decide::Paper;
use office::{Acting, Db, Office, OfficeError, Refusal, read};

use crate::world::{demo_office, house};
