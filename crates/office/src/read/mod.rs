//! What pages and commands show, gathered in one reading each. Nothing here changes anything.

mod card;
mod rolls;
mod sheets;
mod today;
mod unpaid;

pub use card::{Card, HeldStatus, MonthPaid, SpellShown, WhyMonth, briefs, card, search, why};
pub(crate) use rolls::roll_before;
pub use rolls::{BridgeView, GroupSum, LineShown, RollView, UnitSum, bridge_people, lines, roll, rolls};
pub use sheets::{pay_sheet, payer_csv};
pub use today::{MonthMoney, SchemeToday, Today, today};
pub use unpaid::{ReasonSum, UnpaidPerson, UnpaidReason, unpaid};
