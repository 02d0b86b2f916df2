//! Rolls, their lines, the ledger of what was paid, and over-payments.
//!
//! Payment reads no law and no case file: it is given dues and bookings and works by difference.
//! Nobody types an arrears amount, and a negative difference never reduces pay: it opens a recovery.
//! Start with [`settle`], the one function that turns dues and bookings into lines; then [`Run`].

mod bridge;
mod run;
mod settle;

pub use bridge::{Bridge, BridgeCause, BridgePart, PersonTotal, bridge};
pub use run::{By, MakerChecker, Run, RunRefusal, RunState, Stage};
pub use settle::{Booked, Line, LineKind, Why, settle};

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $shown:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word the store and the interfaces use.
            pub fn key(self) -> &'static str {
                match self { $($name::$variant => $key),+ }
            }

            pub fn shown(self) -> &'static str {
                match self { $($name::$variant => $shown),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::kernel::ParseError;
            fn from_str(text: &str) -> Result<$name, crate::kernel::ParseError> {
                let known = $name::ALL.iter().find(|one| one.key() == text);
                known.copied().ok_or_else(|| crate::kernel::ParseError::new($what, text, concat!($($key, " "),+)))
            }
        }
    };
}
pub(crate) use keyed;

keyed! {
    /// What a ledger entry does to the sum of what a person has had for a month. Entries are only ever added.
    EntryKind, "loại bút toán", {
        /// Put on an approved roll: counts as paid until the payer says otherwise.
        Booked = "booked", "ghi chi";
        /// The payer brought it back.
        Returned = "returned", "đơn vị chi trả hoàn lại";
        /// Taken out of what was paid and into what is owed.
        ToRecovery = "to_recovery", "chuyển sang thu hồi";
        /// Back from what is owed: the month turned out to be due after all.
        RecoveryCancelled = "recovery_cancelled", "hủy thu hồi";
        /// The roll it was booked by was unlocked: as if it had never been booked.
        Revoked = "revoked", "hủy ghi chi do mở khóa";
    }
}

keyed! {
    /// What an entry does to a person's debt.
    DebtKind, "loại bút toán thu hồi", {
        Opened = "opened", "phát sinh";
        Received = "received", "đã thu";
        Cancelled = "cancelled", "hủy";
    }
}

keyed! {
    /// What the payer says of a line.
    PayerAnswer, "kết quả chi trả", {
        Paid = "paid", "đã nhận";
        Unpaid = "unpaid", "chưa nhận";
    }
}
