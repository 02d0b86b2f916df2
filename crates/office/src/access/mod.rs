//! Rights: who may do what, over whom, in which field. The one place that answers.
//!
//! `access.toml` says which roles do which acts and how area and field limit each; the acts and roles here are built from
//! it. [`Rights`] are one person's; every [`Acting`](crate::Acting) carries them, so that an act, a list, a count, a
//! search and a file ask the same rights whether a page, a command or another program wanted them.

mod scope;

use std::collections::HashSet;

use domain::kernel::{Moment, PersonId, UnitId};
use store::tokens::Token;
use store::users::User;
use store::{Tx, people};

use crate::{Acting, Office, OfficeError, Refusal, profile};

pub(crate) use scope::{RowCommunes, Scope, own_communes};

include!(concat!(env!("OUT_DIR"), "/access.rs"));

/// How the area of whoever does an act limits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaLimit {
    /// People of one's own communes, and what is about them.
    People,
    /// Nobody whose area is a part of the office's.
    Whole,
    /// Nothing of it belongs to an area.
    Free,
}

/// How the fields of whoever does an act limit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldLimit {
    /// What belongs to a scheme of one's own fields.
    Scheme,
    /// Nobody who works in some fields only.
    Whole,
    /// Nothing of it belongs to a field.
    Free,
}

impl Role {
    pub fn of_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// What one person may do, or one program by a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    roles: Roles,
    area: Reach<UnitId>,
    fields: Reach<String>,
    /// The token by which they are used, where a program uses them.
    token: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Roles {
    /// Whoever holds the data folder itself: the command line, the demo, a benchmark.
    Everything,
    These(Vec<Role>),
}

/// All of something, or some of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reach<T> {
    Whole,
    These(Vec<T>),
}

impl Rights {
    /// The rights of whoever holds the data folder itself.
    pub const HOLDER: &'static Rights =
        &Rights { roles: Roles::Everything, area: Reach::Whole, fields: Reach::Whole, token: None };

    /// The rights of somebody with these roles; units of any time that count as the area, schemes that are the fields.
    pub fn of(roles: Vec<Role>, units: Option<Vec<UnitId>>, schemes: Option<Vec<String>>) -> Rights {
        let area = units.map_or(Reach::Whole, Reach::These);
        Rights { roles: Roles::These(roles), area, fields: schemes.map_or(Reach::Whole, Reach::These), token: None }
    }

    /// The rights of a user as their account says today.
    pub(crate) fn of_user(office: &Office, tx: &mut Tx<'_>, user: &User, now: Moment) -> Result<Rights, OfficeError> {
        Rights::of_duties(office, tx, &user.role, (user.unit.as_ref(), user.schemes.as_deref()), now)
    }

    /// The rights that go with a token today; what is done by them is noted under its number.
    pub(crate) fn of_token(
        office: &Office,
        tx: &mut Tx<'_>,
        token: &Token,
        now: Moment,
    ) -> Result<Rights, OfficeError> {
        let limits = (token.unit.as_ref(), token.schemes.as_deref());
        let rights = Rights::of_duties(office, tx, &token.roles, limits, now)?;
        Ok(Rights { token: Some(token.id), ..rights })
    }

    fn of_duties(
        office: &Office,
        tx: &mut Tx<'_>,
        roles: &str,
        (unit, schemes): (Option<&UnitId>, Option<&str>),
        now: Moment,
    ) -> Result<Rights, OfficeError> {
        let units = match unit {
            Some(unit) => Some(units_of_area(office, tx, unit, now)?),
            None => None,
        };
        let schemes = schemes.map(|all| all.split_whitespace().map(str::to_owned).collect());
        Ok(Rights::of(roles_of(roles), units, schemes))
    }

    /// The token by which the rights are used, where a program uses them.
    pub fn token(&self) -> Option<i64> {
        self.token
    }

    pub fn roles(&self) -> &[Role] {
        match &self.roles {
            Roles::Everything => &Role::ALL,
            Roles::These(roles) => roles,
        }
    }

    /// Whether some of it may be done; of which people and schemes is another question.
    pub fn may(&self, act: Act) -> bool {
        let by_role = match &self.roles {
            Roles::Everything => true,
            Roles::These(mine) => act.roles().iter().any(|role| mine.contains(role)),
        };
        let by_area = act.area() != AreaLimit::Whole || self.area == Reach::Whole;
        let by_field = act.field() != FieldLimit::Whole || self.fields == Reach::Whole;
        by_role && by_area && by_field
    }

    /// The units, of any time, whose people are one's own; `None` for all.
    pub fn units(&self) -> Option<&[UnitId]> {
        match &self.area {
            Reach::Whole => None,
            Reach::These(units) => Some(units),
        }
    }

    /// The schemes of one's own fields; `None` for all.
    pub fn schemes(&self) -> Option<&[String]> {
        match &self.fields {
            Reach::Whole => None,
            Reach::These(schemes) => Some(schemes),
        }
    }

    pub fn covers_unit(&self, unit: Option<&UnitId>) -> bool {
        self.units().is_none_or(|mine| unit.is_some_and(|unit| mine.contains(unit)))
    }

    pub fn covers_scheme(&self, scheme: &str) -> bool {
        self.schemes().is_none_or(|mine| mine.iter().any(|one| one == scheme))
    }
}

/// The roles of an account, which keeps them as keys with spaces between.
pub fn roles_of(keys: &str) -> Vec<Role> {
    keys.split_whitespace().filter_map(Role::of_key).collect()
}

/// The name a page shows for the roles of an account.
pub fn roles_shown(keys: &str) -> String {
    roles_of(keys).iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}

/// An area as the units of any time whose people belong to it, whether it exists today or was merged away.
fn units_of_area(office: &Office, tx: &mut Tx<'_>, unit: &UnitId, now: Moment) -> Result<Vec<UnitId>, OfficeError> {
    let day = match profile::find_in(tx, now)? {
        Some(profile) => profile.working_day(office, now.vietnam_day()),
        None => now.vietnam_day(),
    };
    let last = office.units.find(unit).and_then(|version| version.until).filter(|until| *until <= day);
    let day = last.map_or(day, domain::kernel::Day::previous);
    let mut units: HashSet<UnitId> = office.units.counted_in(unit, day).into_iter().collect();
    units.insert(unit.clone());
    let mut units: Vec<UnitId> = units.into_iter().collect();
    units.sort();
    Ok(units)
}

impl Acting<'_> {
    /// Refuses what the roles, the area as a whole or the fields as a whole do not allow.
    pub fn need(self, act: Act) -> Result<(), Refusal> {
        match self.rights.may(act) {
            true => Ok(()),
            false => Err(Refusal::NotYours { act: act.name() }),
        }
    }

    /// Refuses a roll, a decision or a debt of a field that is not one's own.
    pub fn need_scheme(self, scheme: &str) -> Result<(), Refusal> {
        match self.rights.covers_scheme(scheme) {
            true => Ok(()),
            false => Err(Refusal::OtherField { scheme: scheme.to_owned() }),
        }
    }

    /// Whether the person is on record and of one's own area. Nobody learns who lives elsewhere.
    pub(crate) fn sees(self, tx: &mut Tx<'_>, person: PersonId) -> Result<bool, OfficeError> {
        let brief = people::briefs(tx, &[person], self.now)?;
        Ok(brief.first().is_some_and(|brief| self.rights.covers_unit(brief.unit.as_ref())))
    }

    pub(crate) fn need_person(self, tx: &mut Tx<'_>, person: PersonId) -> Result<(), OfficeError> {
        match self.sees(tx, person)? {
            true => Ok(()),
            false => Err(Refusal::NoSuchPerson(person).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str) -> UnitId {
        UnitId(id.to_owned())
    }

    #[test]
    fn the_holder_of_the_data_may_everything_and_an_unknown_role_nothing() {
        let nobody = Rights::of(roles_of("giam_doc"), None, None);
        for act in Act::ALL {
            assert!(Rights::HOLDER.may(act), "{act:?}");
            assert!(!nobody.may(act), "{act:?}");
        }
    }

    #[test]
    fn roles_add_up() {
        let one = Rights::of(roles_of("ke_toan"), None, None);
        let both = Rights::of(roles_of("ke_toan quan_tri"), None, None);
        assert!(!one.may(Act::UserManage) && both.may(Act::UserManage) && both.may(Act::RollClose));
    }

    #[test]
    fn a_part_of_the_area_or_of_the_fields_bars_what_needs_the_whole() {
        let commune = Rights::of(vec![Role::Head], Some(vec![unit("33-x")]), None);
        assert!(commune.may(Act::PersonRead) && !commune.may(Act::RollApprove) && !commune.may(Act::ReportRead));
        let field = Rights::of(vec![Role::Specialist], None, Some(vec!["btxh".to_owned()]));
        assert!(field.may(Act::ReportRead) && !field.may(Act::ReportRows) && field.may(Act::RollDraft));
        assert!(field.covers_scheme("btxh") && !field.covers_scheme("ncc"));
    }

    #[test]
    fn people_without_a_place_belong_to_the_whole_office_only() {
        let commune = Rights::of(vec![Role::CommuneOfficer], Some(vec![unit("33-x")]), None);
        assert!(commune.covers_unit(Some(&unit("33-x"))));
        assert!(!commune.covers_unit(Some(&unit("33-y"))) && !commune.covers_unit(None));
        assert!(Rights::HOLDER.covers_unit(None));
    }

    #[test]
    fn whoever_draws_up_a_roll_is_not_made_to_approve_it_by_the_same_role() {
        for role in Role::ALL {
            let rights = Rights::of(vec![role], None, None);
            assert!(!(rights.may(Act::RollDraft) && rights.may(Act::RollApprove)), "{role:?}");
        }
    }
}
